"""`python -m spacegraph` is the command `spacegraph`."""

from spacegraph.cli.main import main

if __name__ == "__main__":
    main()
