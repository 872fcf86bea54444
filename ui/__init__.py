"""Show Greenlane to people: pages, charts, components, the command line and the server."""
