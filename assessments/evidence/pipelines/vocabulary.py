"""What commands do: test, scan, build, release a package, deploy. Words of tools, not of projects.

A pattern is met where a tool is called, never inside a longer word or a path; `deeds_of`
answers for one command, `action_deeds` for one action. What a tool does is taken from its own documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

_BEFORE = r"""(?:^|[\s"'`(=/\\;&|])"""
_AFTER = r"""(?=$|[\s"'`);&|:,])"""


class Deed(StrEnum):
    """What a step does."""

    TEST = "test"
    SECURITY = "security"
    LINT = "lint"
    BUILD = "build"
    RELEASE = "release"
    DEPLOY = "deploy"
    PAGES = "pages"
    INSTALL = "install"
    OTHER = "other"


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile words of tools into one pattern that is met where a tool is called."""
    return re.compile(f"{_BEFORE}(?:{'|'.join(patterns)}){_AFTER}")


_RUN = (
    r"(?:npm|pnpm|yarn|bun|npx|nx|turbo|lerna|rush|rushx|wsrun|deno task|moon)(?:\s+[^\s;&"
    r"|]+)*?\s+"
)
_TEST_WORD = (
    r"(?:tests?|e2e|specs?|integration|unit|cypress|jest|vitest|playwright|mocha|karma"
    r"|coverage|cov)"
)
_MAKE = (
    r"(?:make|gmake|just|task|invoke|inv|rake|mage|ninja|earthly|dagger|doit|poe"
    r"|pdm(?: run)?|hatch(?: run)?"
    r"|poetry run(?: poe| task)?|rye run|uv run poe|thor|composer(?: run(?:-script)?)?"
    r"|msbuild|nmake|nuke"
    r"|mise(?: run)?|pixi run|cmake --build\s+\S+.*?--target|bin/rails|rails|php artisan"
    r"|artisan|ant|fastlane)"
)

TEST = any_of(
    (
        (
            r"(?:py\.test|pytest|tox|nox|nosetests|stestr|ostestr|behave|robot|pabot|mamba|green"
            r"|ward|avocado)"
        ),
        (
            r"python[\d.]*(?:\s+-\w+(?!\S*m))*\s+-m\s+(?:pytest|unittest|nose2?|tox|nox|doctest"
            r"|coverage run|xmlrunner)"
        ),
        r"coverage\s+run",
        r"(?:python[\d.]*\s+)?\S*(?:manage|setup|runtests|run_tests)\.py(?:\s+\S+)*?\s+tests?",
        r"(?:bundle exec\s+)?(?:rspec|cucumber|minitest|parallel_rspec|knapsack\w*|rutabaga)",
        (
            r"(?:jest|vitest|mocha|ava|jasmine|uvu|tap|qunit|testem|wtr|web-test-runner|nightwatch"
            r"|testcafe)"
        ),
        (
            r"(?:playwright|cypress|wdio|codeceptjs|karma|ng|ember|vue-cli-service|react-scripts"
            r"|craco)\s+"
            r"(?:test|run|start|e2e|run-multiple|run-workers|test:unit|test:e2e)"
        ),
        (
            r"newman\s+run|k6\s+run|artillery\s+run|locust|schemathesis\s+run|dredd|pa11y-ci"
            r"|test-storybook"
        ),
        (
            r"(?:deno|bun|zig|zig build|swift|flutter|dart|dart run|mix|gleam|lein|sbt|mill|helm"
            r"|molecule|kitchen"
            r"|terraform|tofu|depot|forge|hardhat|anchor|aptos move|sui move|truffle|odin"
            r"|vendor/bin/pest|meson"
            r"|bazel|bazelisk|buck2?|pants|\./pants|stack|dune|opam exec -- dune|wasm-pack|apm"
            r"|vsce-test|npm run-script)"
            r"(?:\s+-\S+)*\s+(?:test|runtest|tests|coverage|testOnly|espresso|coveralls)\S*"
        ),
        r"go\s+test|gotestsum|ginkgo|richgo\s+test|gotest",
        (
            r"(?:cargo|cross)(?:\s+\+\S+)?(?:\s+-\S+)*\s+(?:test|t|nextest|llvm-cov|tarpaulin"
            r"|hack(?:\s+\S+)*\s+test"
            r"|miri\s+test|careful test|make\s+test|all-features\s+test|xtask test\S*)"
        ),
        (
            r"dotnet\s+(?:test|vstest|run\s.*tests?\S*)|vstest(?:\.console)?(?:\.exe)?"
            r"|nunit3?-console|xunit\.console"
            r"|Invoke-Pester"
        ),
        (
            r"ctest\S*|t/TEST|prove|busted|bats|shellspec|shunit2|roundup|testament|nimble\s+test"
            r"|crystal\s+spec"
            r"|raco\s+test|rebar3\s+(?:\S+\s+)*?(?:eunit|ct|proper)|cabal\s+(?:v2-|new-)?test"
            r"|stack\s+test|luacheck-test"
            r"|elm-test|pulp\s+test|spago\s+test|ct\s+(?:install|lint-and-install)|inspec\s+exec"
            r"|goss\s+validate"
            r"|serverspec|opa\s+test|conftest\s+verify|promtool\s+test|testthat|dzil\s+test"
            r"|swift-test|zunit"
        ),
        (
            r"(?:phpunit|phpspec|behat|pest|paratest|simple-phpunit|codecept\s+run|kahlan"
            r"|atoum)(?:\.phar|\.php)?"
        ),
        (
            r"(?:mvn|mvnw|maven)(?:\.cmd)?\s+(?![^;&|]*(?:-D(?:skip"
            r"|maven\.test\.skip)\S*Tests?\b(?!=false)"
            r"|-Dmaven\.test\.skip\b(?!=false)|-DskipTests\b(?!=false)))"
            r"(?:[^;&|]*\s)?(?:test|verify|package|install|integration-test|surefire:test"
            r"|failsafe:\S+)"
        ),
        (
            r"(?:gradle|gradlew)(?:\.bat)?\s+(?![^;&|]*-x[\s=]+:?\S*test)(?:[^;&|]*\s)?:?(?:[\w-]+:)*"
            r"(?:\w*[tT]ests?|check|build|connected\w*Check|connected\w*Test|test\w*UnitTest"
            r"|jacocoTestReport|koverXmlReport)"
        ),
        (
            r"xcodebuild\s+(?:[^;&|]*\s)?test(?:-without-building)?|xctool\s+test"
            r"|fastlane\s+(?:\S+\s+)?(?:scan|tests?)"
        ),
        (
            r"R\s+CMD\s+check\S*|R(?:script)?\s.*(?:rcmdcheck|devtools::(?:test|check)|testthat"
            r"|tinytest).*"
            r"|julia\s.*Pkg\.test.*|matlab\s.*runtests.*|clojure\s.*test\S*|clj\s.*test\S*"
        ),
        r"t(?:est)?_?runner|runtests?(?:\.\w+)?|\S*run[-_]?tests?(?:\.\w+)?",
        r"docker[- ]compose\s(?=.*\btests?\b)(?:.*\s)?(?:up|run)",
        r"codecov-test|vendor/bin/testbench\s+package:test|artisan\s+test|dusk|artisan\s+dusk",
    )
)
SCRIPT_TEST = re.compile(
    rf"{_BEFORE}(?:{_RUN}(?:run\s+|run-script\s+)?|{_MAKE}\s+(?:[^;&|]*\s)?)"
    rf"(?P<name>(?:[\w@./-]*[:_./-])?{_TEST_WORD}(?:[:_.-][\w:.@*-]*)?|t|tst|check|verify"
    rf"|testall|test\w*|\w+test)"
    rf"{_AFTER}"
)
FILE_TEST = re.compile(
    r"""^(?:(?:bash|sh|zsh|python[\d.]*|node|ruby|perl|pwsh|powershell|php|ts-node|source|\.|docker\s+(?:compose\s+)?run\s.*|
    bundle\s+exec|uv\s+run|poetry\s+run|docker\s+exec\s.*)\s+(?:-\w+\s+)*)?
    (?P<path>(?:[\w.$(){}-]+/)*(?:[\w.-]*[-_.])?(?:tests?|e2e|spec|pytest|cibuild-test)(?:[-_.][\w-]*)?(?:\.(?:sh|py|rb|js|ts|ps1|bat|cmd|pl|mjs))?)
    (?:\s|$)""",
    re.VERBOSE,
)
NO_TEST = re.compile(
    r"(?i)^(?:update|create|generate|prepare|publish|upload|get|download|merge|collect"
    r"|report|clean|rename|bump|copy|list)[-_]|lint|typecheck|type-check|types?\b|format"
    r"|prettier|bench|:build|build[:_-]?tests?|tests?[:_-]build"
    r"|--collect-only|--no-run|--list\b|outdated|audit|test[-_:]?(?:pypi|reports?|results?"
    r"|data|publish|deps|env)|test:?types"
    r"|install[-_:]|[-_:]install|setup|\bclean|pre-?test|post-?test|--dry-run|--version\b|--help\b"
)
COVERAGE_OF = re.compile(
    r"(?i)(?<![a-z])(?!(?:tests?|unit|ci|run|jest|code|all|e2e"
    r"|integration)[-:_.])[a-z]+[-:_.]cov(?:erage)?$"
)
NO_TEST_CALL = re.compile(r"--collect-only|--no-run\b|--version\b|--help\b|--list-tests|--setup-only")
NO_TEST_ALONE = re.compile(
    r"(?:tox|nox)(?:\s+\S+)*?\s+(?:-e|-s|--session|-m)\s*=?\s*[\"']?(?:\w*lint\w*|flake8"
    r"|mypy|docs?|black|ruff|pre-commit"
    r"|format|style|type\w*|check-?\w*|build|release|publish|packaging|manifest|pkg\w*"
    r"|coverage-report)\b"
)

SECURITY = any_of(
    (
        (
            r"bandit|safety\s+(?:check|scan)|pip-audit|(?:npm|pnpm|yarn|bun)\s+(?:npm\s+)?audit"
            r"|trivy|grype|snyk|semgrep"
            r"|gitleaks|trufflehog|detect-secrets\S*|gosec|govulncheck|cargo[- ](?:audit"
            r"|deny)(?:\s\S+)?|brakeman"
            r"|bundle[- ]audit|bundler-audit|checkov|tfsec|terrascan|kics|zap-\S+|nikto|clamscan"
            r"|osv-scanner|codeql"
            r"|dependency-check\S*|scorecard|anchore\S*|dockle|kubesec|zizmor|composer\s+audit"
            r"|mix\s+(?:sobelow|deps\.audit)"
            r"|twistcli|veracode\S*|fossa|gemnasium|horusec|kube-bench|nuclei"
            r"|dotnet\s+list\s.*--vulnerable"
        ),
    )
)
LINT = any_of(
    (
        (
            r"eslint|tslint|prettier|stylelint|flake8|pylint|ruff|black|isort|mypy|pyright|pyre"
            r"|codespell|yamllint"
            r"|shellcheck|shfmt|hadolint|markdownlint\S*|rubocop|standardrb|golangci-lint|gofmt"
            r"|goimports|go\s+vet|staticcheck"
            r"|cargo(?:\s+\+\S+)?\s+(?:fmt|clippy|check)|rustfmt|clang-(?:format|tidy)|cppcheck"
            r"|phpstan|psalm|phpcs|php-cs-fixer"
            r"|tsc|commitlint|actionlint|ktlint|detekt|checkstyle|spotless\S*|swiftlint|swiftformat"
            r"|terraform\s+(?:fmt|validate)"
            r"|tflint|helm\s+(?:lint|template)|kubeconform|kubeval|buf\s+lint|pre-commit|typos|vale"
            r"|lychee|htmlproofer|biome"
            r"|dart\s+(?:analyze|format)|flutter\s+analyze|mix\s+(?:format|credo|dialyzer)|sqlfluff"
            r"|ansible-lint|reuse\s+lint"
        ),
        (
            r"(?:make|npm|pnpm|yarn|bun|composer|just|task|nx)(?:\s+\S+)*?\s+\S*(?:lint|format|fmt"
            r"|typecheck|prettier|style)\S*"
        ),
    )
)
BUILD = any_of(
    (
        (
            r"(?:mvn|mvnw)(?:\.cmd)?(?:\s+-\S+)*\s+(?:clean|compile|site|dependency:\S+|validate"
            r"|process-\S+|versions:\S+)"
            r"|(?:gradle|gradlew)(?:\.bat)?\s+(?:.*\s)?:?(?:[\w-]+:)*(?:assemble\w*|clean|classes"
            r"|jar|war|bootJar|compile\w*|bundle\w*)"
        ),
        (
            r"docker\s+(?:image\s+|buildx\s+)?(?:build|bake|tag|save|load)"
            r"|docker[- ]compose\s+(?:\S+\s+)*(?:build|down|config|logs|ps|pull)"
        ),
        (
            r"(?:go|cargo|dotnet|swift|dune|stack|cabal|nimble|zig|mix|flutter|hugo|jekyll|mkdocs"
            r"|zola|ng|vite|next|nuxt|gatsby|astro|vuepress"
            r"|eleventy|webpack|rollup|parcel|esbuild|meson|bazel|podman|buildah|poetry|flit|hatch"
            r"|uv|pdm|wasm-pack|nx|turbo|helm)\s+"
            r"(?:\S+\s+)*?(?:build|compile|publish|package|generate|export|restore|run-many)"
        ),
        (
            r"(?:npm|pnpm|yarn|bun|lerna)\s+(?:\S+\s+)*?(?:[\w@/-]+[:-])*(?:build|compile|generate"
            r"|bundle|export|dist)(?:[:-][\w:-]*)?"
        ),
        (
            r"(?:make|just|task|rake|ninja|ant|cmake|gulp|grunt|composer)\s+(?:\S+\s+)*?(?:build|all"
            r"|compile|dist|package|html|dump-autoload)|make|ninja"
        ),
        (
            r"hugo|webpack|sphinx-build|tsc|rollup|cmake|configure|autogen\.sh"
            r"|python[\d.]*\s+-m\s+build|setup\.py\s+(?:build|sdist|bdist\S*)\S*"
        ),
    )
)
INSTALL = re.compile(
    r"^(?:\S*/)?(?:(?:python[\d.]*\s+-m\s+)?(?:pip[\d.]*|pipx|uv pip|uv tool|conda|mamba"
    r"|micromamba|brew|apt|apt-get|apk|yum"
    r"|dnf|microdnf|zypper|pacman|choco|winget|scoop|gem|cpan|cpanm|luarocks|opam|nimble|go"
    r"|cargo|rustup|dotnet tool|npm|pnpm"
    r"|yarn|bun|poetry|pdm|uv|composer|sdk|asdf|mise|snap|flatpak|port|vcpkg|conan|dotnet"
    r"|tdnf|easy_install|corepack|nvm"
    r"|helm plugin|helm repo|gcloud components|krew|kubectl krew|az extension|R|Rscript|code"
    r"|bundle|mix|stack|cabal)\s+"
    r"(?:-{1,2}\S+\s+)*(?:global\s+|workspace\s+\S+\s+|repo\s+|self\s+)?"
    r"(?:install|i|ci|add|update|upgrade|fetch|restore|download|sync|lock|get|deps\.get"
    r"|local\.hex|-S\S*|--install-extension"
    r"|binstall|quickinstall|bootstrap|workload)(?:\s|$)"
    r"|(?:npx\s+|pnpm\s+(?:exec\s+|dlx\s+)?|yarn\s+|bunx\s+|python -m\s+|uv run\s+"
    r"|poetry run\s+|pipenv run\s+)?playwright\s+install|(?:npx\s+"
    r"|yarn\s+)?cypress\s+(?:install|verify|cache)"
    r"|yarn(?:\s+--\S+)*\s*$|add-apt-repository|playwright\s+install)"
)
QUIET = re.compile(
    r"^[A-Za-z_]\w*=\S*$|^(?:bundle\s+config|cat|ls|cp|mv|rm|mkdir|rmdir|chmod|chown|touch|cd|pushd|popd|pwd"
    r"|ln|tar|zip|unzip|gzip|gunzip|head|tail|wc|sort|uniq"
    r"|grep|egrep|sed|awk|jq|yq|cut|tr|tee|diff|find|xargs\s+ls|which|whereis|type|test|\["
    r"|\[\[|export|set|unset|local|readonly"
    r"|declare|shopt|trap|sleep|date|whoami|id|uname|env|printenv|source|\.|read|for|case"
    r"|function|select|hash|alias|umask"
    r"|ulimit|wait|kill|pkill|ps|df|du|free|git\s+(?!push)\S+|gpg|openssl|base64|envsubst"
    r"|dirname|basename|realpath|seq"
    r"|stat|file|sha\d+sum|md5sum|ssh-(?:keyscan|keygen|add|agent)|mktemp|printf"
    r"|node\s+--?v\S*|node\s+-v|python\s+--version"
    r"|npm\s+(?:config|version|--version|-v|set)|yarn\s+(?:config|cache|--version)"
    r"|docker\s+(?:login|logout|info|version|ps|images"
    r"|pull|inspect|logs|context|buildx\s+(?:create|use|inspect)|system|stop|rm|rmi|kill"
    r"|network|volume|cp)|gcloud\s+(?:auth|config"
    r"|version|info|container\s+clusters\s+get-credentials|components)|aws\s+(?:configure"
    r"|sts|eks\s+update-kubeconfig|ecr)|az\s+"
    r"(?:login|logout|account|aks\s+get-credentials|acr)|kubectl\s+(?:config|get|describe"
    r"|logs|version|wait|cluster-info|rollout"
    r"\s+status|top|explain|port-forward|delete|diff|cp|auth|api-resources"
    r"|create\s+(?:namespace|ns|clusterrolebinding))"
    r"|helm\s+(?:repo|version|dependency|dep|lint|template|list|ls|status|history|get|pull"
    r"|plugin|registry|show|uninstall|delete"
    r"|diff)|helm\s+secrets\s+dec|terraform\s+(?:init|plan|fmt|validate|workspace|output"
    r"|show|state|version|destroy|import|get"
    r"|providers|graph|login|refresh)|terragrunt\s+(?:plan|init|validate)|tofu\s+(?:init"
    r"|plan)|cf[78]?\s+(?:login|auth|api|target|apps?|logs"
    r"|services?|create-service\S*|install-plugin|delete\S*)|oc\s+(?:login|project|get"
    r"|describe|logs|version|whoami|status|delete)"
    r"|pulumi\s+(?:preview|login|stack|config|version|destroy|refresh)|vercel\s+(?:pull"
    r"|build|login|env|link|inspect)|firebase\s+(?:use"
    r"|login|emulators\S*|target\S*)|heroku\s+(?:login|container:login|container:push"
    r"|config\S*|logs|auth\S*)|flyctl?\s+(?:auth|status"
    r"|logs|version|secrets|apps|scale)|argocd\s+(?:login|app\s+(?:wait|get|list|diff"
    r"|history)|version)|(?:sam|cdk|npx cdk|sls|serverless)"
    r"\s+(?:build|synth|diff|package|validate|list|ls|print|info|remove|destroy|bootstrap"
    r"|config|plugin|login|doctor)"
    r"|skaffold\s+(?:build|render|test|delete)|werf\s+(?:build\S*|cleanup|dismiss|purge"
    r"|ci-env|lint|render|helm\s+\S+|managed-images)"
    r"|ansible-galaxy|netlify\s+(?:login|link|build|status)|wrangler\s+(?:whoami|login|dev"
    r"|secret\S*|kv\S*|r2\S*|d1\S*|tail|types|versions\s+list))(?:\s|$)"
)
