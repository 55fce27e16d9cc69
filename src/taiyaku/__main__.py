"""``python -m taiyaku``."""

from taiyaku.cli import main

if __name__ == "__main__":
    main()
