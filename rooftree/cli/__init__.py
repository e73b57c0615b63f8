"""The command line's verbs about the service: councils, files in, officers.

`rooftree.config.command_line` adds those that run the site, and is where a command begins.
"""
