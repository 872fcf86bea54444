"""Evidence: what pipeline files, the git history, deployments and incidents say about a team's practices."""
