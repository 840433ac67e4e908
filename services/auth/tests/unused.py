"""What stores in memory say about the methods that no test on them needs: their tests run on Postgres."""

from typing import Final

UNUSED: Final = "this method is tested on Postgres only"
