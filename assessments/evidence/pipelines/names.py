"""Tell production from other environments by the words people use."""

from __future__ import annotations

import re
from enum import StrEnum

UNKNOWN_PART = "\u00a7"
"""What stands where a name holds something that only a run knows."""


class Target(StrEnum):
    """Where a deployment goes."""

    PRODUCTION = "production"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


_EDGE = r"(?<![A-Za-z])"
_END = r"(?![A-Za-z])"
_NOT_PRODUCTION = re.compile(
    rf"(?i){_EDGE}(?:(?:pre|non|not|para|pseudo|near|semi|sub)[-_. ]?(?:production|prod|prd"
    rf"|live)\w*"
    rf"|(?:pre|non)(?:prod|prd)\w*|to[-_ ](?:production|prod|prd)[-_ ](?:artifactory|registry"
    rf"|nexus|repo)){_END}"
)
_ELSEWHERE = re.compile(
    rf"(?i){_EDGE}(?:staging|stage|stag|stg|stging|tests?|testing|tst|qa\w?|quality|uat|sit"
    rf"|e2e|demos?|previews?|reviews?|review[-_ ]?apps?"
    rf"|dev|develop|development|devel|devops-test|sandbox|sbx|training|local\w*|localhost"
    rf"|acceptance|acc|accept|integration|int|ci|cidev"
    rf"|perf|performance|load|loadtest|pilot|beta|alpha|canary-test|nightly|experimental"
    rf"|feature|features|branch|ephemeral|temp|tmp|mock|poc"
    rf"|lab|labs|recette|homolog|homologacao|hml|preprod|ppd|preproduction|rc|next|unstable"
    rf"|edge|dogfood|internal|shadow|draft|drafts|pr|prs"
    rf"|pull[-_ ]?requests?|merge[-_ ]?requests?|mr|vagrant|minikube|kind|playground|snapshot"
    rf"|validation){_END}"
)
_PRODUCTION = re.compile(
    rf"(?i){_EDGE}(?:production|prod|prd|prods|prodn|live|github[-_]pages|www|prod\d+"
    rf"|produktion|producao|produccion|mainnet|customers?|public|ga){_END}"
)
_STRONG = re.compile(r"(?i)(?<![a-z])(?:staging|stg|uat|qa|dev|sandbox|preview|review|demo)(?![a-z])")
_ELSEWHERE_TEXT = re.compile(
    rf"(?i){_EDGE}(?:staging|stage|stg|qa|uat|demos?|previews?|review|dev|develop|development"
    rf"|sandbox|training|localhost|local"
    rf"|acceptance|integration[-_ ]env\w*|preprod|ephemeral|nightly|playground|canary|recette"
    rf"|homolog|snapshot|beta"
    rf"|deploy(?:s|ment)?[-_ :]+(?:to[-_ ]+)?(?:the[-_ ]+)?(?:tests?|testing|tst|int|ci|e2e"
    rf"|alpha|pr)"
    rf"|(?:test|testing)[-_ ](?:env\w*|cluster|server|deploy(?:s|ment)?)|pull[-_ ]?requests?"
    rf"|pr){_END}"
)
_PRODUCTION_TEXT = re.compile(
    rf"(?i){_EDGE}(?:production|prod|prd|prodn|live|github[-_]pages|www|produktion|producao"
    rf"|produccion|mainnet){_END}"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DYNAMIC = re.compile(
    r"\$\{?\w*(?:REF|BRANCH|SLUG|MERGE_REQUEST|_IID|PR_|SHA|USER|ISSUE)\w*\}?|" + UNKNOWN_PART, re.IGNORECASE
)


def target_of(name: str) -> Target:
    """Tell where the name of an environment points: production only if no word of it says otherwise."""
    return _judge(name, _ELSEWHERE, _PRODUCTION)


def target_in(text: str) -> Target:
    """Tell where a title points, such as that of a job: fewer words count, for titles are sentences."""
    return _judge(text, _ELSEWHERE_TEXT, _PRODUCTION_TEXT)


def _judge(name: str, elsewhere: re.Pattern[str], production: re.Pattern[str]) -> Target:
    words = _CAMEL.sub("-", name).replace("/", " ").replace("_", "-")
    rest = _NOT_PRODUCTION.sub(" \u00b7 ", words)
    if production.search(rest):
        return Target.ELSEWHERE if rest != words or _STRONG.search(rest) else Target.PRODUCTION
    return Target.ELSEWHERE if rest != words or elsewhere.search(rest) else Target.UNKNOWN


def is_branch_dynamic(name: str) -> bool:
    """Say whether a name is built from a branch or request, as review apps are."""
    return UNKNOWN_PART not in name and _DYNAMIC.search(name) is not None
