"""The subcommands of `marsad`, one module each: HELP, add_arguments(parser) and run(args, settings) → exit code."""
