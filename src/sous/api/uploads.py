"""A request's raw body as a file, without holding it in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile

from django.conf import settings
from django.core.files.base import File
from django.http import HttpRequest

from sous.engines.tables import human_size
from sous.kernel.errors import Invalid

PIECE = 256 * 1024


@contextmanager
def file_of_body(request: HttpRequest, name: str) -> Iterator["File[bytes]"]:
    """The body as a temporary file that is gone afterwards. Raises Invalid beyond the limit."""
    with TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as kept:
        size = 0
        while piece := request.read(PIECE):
            size += len(piece)
            if size > settings.UPLOAD_LIMIT:
                most = human_size(settings.UPLOAD_LIMIT)
                raise Invalid("The file is too large.", {"file": f"At most {most}."})
            kept.write(piece)
        kept.seek(0)
        yield File(kept, name=name)
