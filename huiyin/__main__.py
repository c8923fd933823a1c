"""`python -m huiyin`, the same command as `huiyin`."""

from huiyin.cli import main

if __name__ == "__main__":
    main()
