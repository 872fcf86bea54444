"""What reusable actions and tasks do, told by their names and inputs."""

from __future__ import annotations

import re

from assessments.evidence.pipelines.vocabulary import Deed

_NAMES: tuple[tuple[Deed, str], ...] = (
    (
        Deed.INSTALL,
        (
            r"(?:^|/)(?:setup|set|install|cache|checkout|configure|login|get|fetch|find|paths-filter"
            r"|changed-files)[-_/@]|^actions/(?:checkout|cache|setup-\w+"
            r"|upload-artifact|download-artifact|github-script|labeler|stale|configure-pages"
            r"|upload-pages-artifact|create-github-app-token"
            r"|attest\S*|first-interaction|jekyll-build-pages)|docker/(?:setup|login|metadata)-"
            r"|configure-aws-credentials|aws-actions/amazon-ecr-login"
            r"|google-github-actions/(?:auth|setup|get)|azure/(?:login|setup|docker-login"
            r"|aks-set-context)|ssh-agent|deploy-?key|deploy-token|render-task-definition"
        ),
    ),
    (
        Deed.OTHER,
        (
            r"(?i)deployment-?status|deployments@|chrnorm/|delete-?deploy|deploy\S*-(?:delete"
            r"|cleanup|status|comment|notification)|wait-for|deployments?-(?:action|delete)"
            r"|deactivate|test-(?:reporter|results?|summary)|publish-(?:unit-)?test|junit"
            r"|test-report|codecov/|coveralls|notify|slack|comment|undeploy|cleanup"
            r"|teardown|detect-|close-|workflow-telemetry|tmate|manual-approval|ec2-github-runner"
            r"|lighthouse|sonar|codeclimate"
        ),
    ),
    (
        Deed.SECURITY,
        (
            r"(?i)codeql|trivy|snyk|zaproxy|zap-|semgrep|gitleaks|scorecard|dependency-review"
            r"|pip-audit|safety|bandit|grype|anchore|trufflehog|checkov|tfsec|kics"
            r"|ossf/|aquasecurity|veracode|checkmarx|zizmor|osv-scanner|dependency-check|gosec"
            r"|govulncheck|brakeman|security-scan|cargo-audit|audit-check|cargo-deny"
            r"|fossa|dockle|msdo|defender|clair|step-security|whitesource|mend|blackduck|license"
            r"|nowsecure|stackhawk|pyre|pysa|qodana|secret-?scan|vuln"
        ),
    ),
    (
        Deed.LINT,
        (
            r"(?i)lint|prettier|/black|psf/black|ruff-action|flake8|mypy|rustfmt|clippy|format"
            r"|shellcheck|hadolint|markdown|spell|typos|pre-commit|commitlint|yamllint"
            r"|conventional|semantic-pull-request|reviewdog|check-(?:links|dist)|lychee|editorconfig"
            r"|phpstan|stylelint|eslint|rumdl|cspell|actionlint|kubeconform|vale-action"
        ),
    ),
    (
        Deed.PAGES,
        (
            r"(?i)^actions/deploy-pages|gh-pages|ghpages|github-pages|gh-action-pages|pages-deploy"
            r"|deploy-to-(?:gh|github)-pages|deploy-pages|mkdocs-(?:deploy|material)\S*"
            r"|zola-deploy|hugo-deploy|docusaurus-deploy|publish-docs|deploy-mkdocs"
            r"|s0/git-publish-subdir|jekyll-(?:deploy|action)|quarto-actions/publish"
        ),
    ),
    (
        Deed.RELEASE,
        (
            r"(?i)pypi|npm-publish|publish-(?:to-)?(?:npm|nuget|crates|gem|rubygems|packages?|docker"
            r"|helm|maven|vscode|jetbrains|release)|gh-release|create-release|release-action"
            r"|upload-release|goreleaser|semantic-release|release-please|changesets/action"
            r"|docker/(?:build-push|bake)-action|docker-build-push|build-push|publish-docker"
            r"|docker-publish"
            r"|action-builder-ghcr|kaniko|chart-releaser|chart-testing-publish|rubygems/|release-gem"
            r"|publish-action|publish-rust|publish-crates|katyo/|release-plz|vscode-marketplace"
            r"|publish-vscode|vsce|publish-extension|hex-publish|pub-dev|pub-publish|winget"
            r"|chocolatey|snapcraft|snapcore/action-publish|tauri-action|gradle-publish"
            r"|maven-publish"
            r"|nuget-push|publish-nuget|upload-google-play|upload-testflight|app-?store"
            r"|firebase-app-?distribution|deploy-to-(?:artifactory|nexus|npm|pypi|maven|nuget"
            r"|docker\S*)|deploy-(?:pypi|npm|nuget|artifactory)"
            r"|jfrog|artifactory|ghr|release-drafter-publish|svenstaro/upload|buildah"
            r"|push-to-registry|redhat-actions/push|marketplace|aur-publish|homebrew|bump-formula"
            r"|helm-push|helm-publish"
            r"|slsa-github-generator|itch-publish|anaconda|conda-|copr|luarocks|opam-publish|jsr"
            r"|deploy-docker-image|build-and-push"
        ),
    ),
    (
        Deed.DEPLOY,
        (
            r"(?i)deploy|hosting-deploy|vercel|netlify|wrangler|cloudflare/pages|pages-action|flyctl"
            r"|superfly|heroku|rsync|appleboy/(?:ssh|scp)|ssh-action|scp-action|/ssh-|ssh-remote"
            r"|garygrossgarten|ftp-|sftp|lftp"
            r"|s3-sync|s3-upload|upload-(?:to-)?s3|sync-s3|s3-cp|cloudfront|invalidate"
            r"|elastic-?beanstalk|ecs-|lambda|cloudformation|serverless|cdk|pulumi/actions"
            r"|terraform[-/]apply|create-or-update-resource|aws-s3/(?:sync|copy)|hashicorp/tfc\S*apply"
            r"|functions-action|webapps|static-web-apps|arm-deploy|bicep-deploy|container-apps"
            r"|cloud-gov/|cg-cli-tools|cf-cli|cf-deploy|digitalocean/app|kubectl|kubernetes-|k8s-"
            r"|/helm|helm-(?:upgrade|install|action|eks)|kustomize"
            r"|argocd|argo-cd|docker-stack|docker-swarm|portainer|coolify|caprover|dokku|railway"
            r"|render-|scalingo|ansible|capistrano|deployer-php|surge|firebase-(?:action|tools)"
            r"|w9jds/firebase|oc-(?:installer-never|deploy)|werf/actions/converge"
            r"|amplify|aws-eks|gke-|app-engine|cloud-?run|cloud-functions|platformsh|upsun|pantheon"
            r"|wpengine|wordpress-plugin-svn-never|supabase|databricks/run|octopusdeploy"
            r"|azure/cli-deploy|koyeb|kamal|deno-deploy|deployctl|denoland/deployctl|stormkit"
            r"|shopify-theme"
        ),
    ),
    (
        Deed.TEST,
        (
            r"(?i)cypress-io/github-action|run-k6|k6-action|jest|pytest|phpunit|browserstack"
            r"|saucelabs|julia-runtest|check-r-package|(?:^|[/_-])(?:run-?)?(?:unit-|integration-"
            r"|e2e-)?tests?(?:-action|-runner|-suite|-and-analyse)?(?:$|[/@_-])"
            r"|tarpaulin|postman|newman|playwright(?!-install)|cargo-test|go-test|run-tests"
            r"|infra-e2e|matlab-actions/run-tests|detox|maestro|pester|ctest|karate|robotframework"
            r"|nightwatch|testcafe|testspace|chart-testing|robot-tests|e2e"
        ),
    ),
)
_PATTERNS = tuple((deed, re.compile(pattern)) for deed, pattern in _NAMES)
_TASKS: tuple[tuple[str, Deed], ...] = (
    ("vstest", Deed.TEST),
    ("publishtestresults", Deed.OTHER),
    ("azurewebapp", Deed.DEPLOY),
    ("azurermwebapp", Deed.DEPLOY),
    ("azurefunctionapp", Deed.DEPLOY),
    ("azurestaticwebapp", Deed.DEPLOY),
    ("azurecontainerapps", Deed.DEPLOY),
    ("azureappservicemanage", Deed.DEPLOY),
    ("azureresource", Deed.DEPLOY),
    ("azurermresource", Deed.DEPLOY),
    ("azurefilecopy", Deed.DEPLOY),
    ("iiswebapp", Deed.DEPLOY),
    ("sqlazuredacpac", Deed.DEPLOY),
    ("sshcommand", Deed.DEPLOY),
    ("ssh@", Deed.DEPLOY),
    ("copyfilesoverssh", Deed.DEPLOY),
    ("ftpupload", Deed.DEPLOY),
    ("kubernetesmanifest", Deed.DEPLOY),
    ("npmauthenticate", Deed.INSTALL),
    ("githubrelease", Deed.RELEASE),
    ("twineauthenticate", Deed.INSTALL),
)
NO_ACTION_DEPLOY = re.compile(
    r"(?i)dry.?run\s*=\s*true|command\s*=\s*(?:preview|plan|diff|lint|build|destroy|delete"
    r"|test)|action\s*=\s*(?:delete|lint|bake|promote-never)|(?:only-?build|skip-?deploy"
    r"|validate-?only)\s*=\s*true|dryrun\s*=\s*true"
)


def action_deeds(uses: str, inputs: tuple[tuple[str, str], ...]) -> frozenset[Deed]:
    """Say what an action or task does, from its name and its inputs."""
    name = _told(uses.split("@", maxsplit=1)[0])
    lower = uses.lower()
    for start, deed in _TASKS:
        if lower.startswith(start):
            return frozenset({deed})
    first = next((deed for deed, pattern in _PATTERNS if pattern.search(name)), Deed.OTHER)
    said = dict(inputs)
    if first is Deed.DEPLOY and any(NO_ACTION_DEPLOY.search(f"{key}={value}") for key, value in inputs):
        return frozenset({Deed.OTHER})
    if first is Deed.RELEASE and _pushes_nothing(name, said):
        return frozenset({Deed.BUILD})
    return frozenset({first})


def _told(name: str) -> str:
    """Return the parts of an action's name that say what it does: the folders it lies in do not."""
    parts = name.split("/")
    return name if len(parts) < 4 else "/".join((*parts[:2], parts[-1]))  # noqa: PLR2004 - owner, repository, folder and name


def _pushes_nothing(name: str, said: dict[str, str]) -> bool:
    """Say whether an image is only built: pushing is an input, off unless given."""
    if not re.search(r"docker/(?:build-push|bake)-action|build-push", name):
        return False
    outputs = said.get("outputs", "") + said.get("set", "")
    return (
        said.get("push", "false").lower() == "false" and "push" not in outputs and "registry" not in outputs
    )
