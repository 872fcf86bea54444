"""Say what one command does: test, scan, check style, publish a package, deploy, or nothing to speak of."""

from __future__ import annotations

import re
from functools import lru_cache

from assessments.evidence.pipelines import deploying, vocabulary
from assessments.evidence.pipelines.vocabulary import Deed

_HOOK = re.compile(
    r"(?i)build_hooks|/deploy\b|deploy[-_]?hook|deploys?\?|/deployments?\b|trigger/pipeline"
    r"|/dispatches|api\.render\.com|integrations/deploy"
    r"|coolify|portainer|webhooks?/\S*deploy|DEPLOY_\w*(?:HOOK|URL)|HOOK_URL|_DEPLOY_HOOK"
    r"|hooks\.\S+/deploy|/v1/jobs/"
)
_TELLS = re.compile(
    r"(?i)discord|slack|teams|mattermost|telegram|zulip|rocket\.?chat|google\.?chat|pagerduty|opsgenie"
    r"|sentry|datadog|newrelic|honeycomb|statuspage|notif"
)
"""Whom a request tells what happened: a message is no deployment."""
_KEEPS = re.compile(
    r"(?i)back-?ups?(?![a-z])|[-_.](?:dump|sql)(?![a-z])|test-?results?|coverage|reports?/|logs?/|tfstate"
    r"|sbom|\.env(?![a-z])"
)
"""What is only kept when it is copied away."""
_PACKED = re.compile(
    r"(?i)\s\S+\.(?:zip|jar|war|ear|tgz|tar|tar\.\w+|whl|deb|rpm|apk|aab|ipa|exe|msi|dmg|nupkg)[\"']?\s+[\"']?(?:s3|gs)://"
    r"|[\"']?(?:s3|gs)://\S*/(?:releases?|artifacts?|packages|builds)/"
)
"""A packed program that is put in a bucket waits there until something deploys it."""
_LOOSE_CHECK = re.compile(r"(?:^|[\s/])(?:npm|pnpm|yarn|bun|npx|nx|turbo|deno|just|task|poe|hatch|pdm|uv)\s")
"""Runners whose `check` is mostly that of types and style; that of make and its kin runs tests."""
_TALKS = re.compile(r"^(?:curl|wget|http|https|Invoke-(?:WebRequest|RestMethod))\s")
_GH = re.compile(r"^(?:gh|glab|hub)\s")
_STARTS_DEPLOY = re.compile(r"(?i)workflow\s+run\s+\S*(?:deploy|release-to|rollout|promote)")
_FETCHES_ONLY = re.compile(r"(?i)^(?:scp|rsync|aws\s+s3|gsutil|gcloud\s+storage|rclone|mc)\b")
_COPIES = re.compile(r"(?i)^(?:aws\s+s3|gsutil|gcloud\s+storage|az\s+storage|azcopy|rclone|mc|s3cmd)\b")
LONGEST = 400
_REMOTE = r"(?:s3://|gs://|[\w${}().@\u00a7-]+:(?!/)\S*|[\w${}().@\u00a7-]+:/\S*)"


@lru_cache(maxsize=20_000)
def deeds_of(command: str) -> frozenset[Deed]:
    """Say what one command does; of a very long one, what its beginning says."""
    command = command[:LONGEST]
    if _TALKS.match(command):
        return _talking(command)
    if _GH.match(command):
        deploys = _STARTS_DEPLOY.search(command)
        releases = re.search(r"\brelease\s+(?:create|upload|edit)\b", command)
        return frozenset({Deed.DEPLOY if deploys else Deed.RELEASE if releases else Deed.INSTALL})
    quiet = _quiet(command)
    found = {quiet} if quiet is not None else _testing(command) | _shipping(command)
    return frozenset(found) or _rest(command)


def _quiet(command: str) -> Deed | None:
    """Return what a command does that only prepares, or scans."""
    if vocabulary.INSTALL.match(command):
        return Deed.INSTALL
    if vocabulary.SECURITY.search(command):
        return Deed.SECURITY
    return Deed.INSTALL if vocabulary.QUIET.match(command) else None


def _rest(command: str) -> frozenset[Deed]:
    """Judge a command that neither tests nor ships."""
    if vocabulary.LINT.search(command):
        return frozenset({Deed.LINT})
    return frozenset({Deed.BUILD if vocabulary.BUILD.search(command) else Deed.OTHER})


def _talking(command: str) -> frozenset[Deed]:
    """Judge a request to another machine: most only fetch or tell."""
    if deploying.RELEASE.search(command):
        return frozenset({Deed.RELEASE})
    asks = re.search(
        r"(?i)-X\s*(?:POST|PUT)|--request\s+(?:POST|PUT)|-d\s|--data|--form|-F\s|_HOOK|hook"
        r"|-Method\s+Post|--post",
        command,
    )
    if _TELLS.search(command):
        return frozenset({Deed.INSTALL})
    ftp = re.search(r"(?:-T|--upload-file)\s.*s?ftps?://", command)
    return frozenset({Deed.DEPLOY} if ftp or (asks and _HOOK.search(command)) else {Deed.INSTALL})


def _testing(command: str) -> set[Deed]:
    if vocabulary.NO_TEST_CALL.search(command):
        return set()
    if vocabulary.TEST.search(command):
        return set() if vocabulary.NO_TEST_ALONE.search(command) else {Deed.TEST}
    script = vocabulary.SCRIPT_TEST.search(command)
    if script is not None:
        name = script["name"]
        aside = (
            vocabulary.NO_TEST.search(name)
            or vocabulary.COVERAGE_OF.search(name)
            or (name == "check" and _LOOSE_CHECK.search(command))
        )
        return set() if aside else {Deed.TEST}
    file = vocabulary.FILE_TEST.match(command)
    if file is not None and not vocabulary.NO_TEST.search(file["path"].rsplit("/", 1)[-1]):
        return {Deed.TEST}
    return set()


def _shipping(command: str) -> set[Deed]:
    if deploying.NO_DEPLOY.search(command):
        return set()
    if deploying.PAGES.search(command):
        return {Deed.PAGES}
    if deploying.RELEASE.search(command) or deploying.RELEASE_SCRIPT.match(command):
        return {Deed.RELEASE}
    if deploying.DEPLOY.search(command):
        return set() if _only_fetches(command) or _only_keeps(command) else {Deed.DEPLOY}
    return {Deed.DEPLOY} if deploying.DEPLOY_SCRIPT.search(command) else set()


def _only_keeps(command: str) -> bool:
    """Say whether a copy only keeps something: a backup, a report, the state of a tool."""
    kept = _KEEPS.search(command) is not None or _PACKED.search(command) is not None
    return _COPIES.match(command) is not None and kept


def _only_fetches(command: str) -> bool:
    """Say whether a copy goes from another place to here."""
    if not _FETCHES_ONLY.match(command):
        return False
    places = [word for word in command.split() if not word.startswith("-")]
    last = places[-1].strip("\"'") if places else ""
    remote = re.compile(_REMOTE)
    return (
        not remote.match(last)
        and not last.startswith("$")
        and any(remote.match(word.strip("\"'")) for word in places)
    )
