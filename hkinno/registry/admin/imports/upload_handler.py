"""Limits on uploaded files that apply while a request is read, before any form or view."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.translation import gettext as _

IMPORT_URL_SUFFIX = "_import"  # of the names of django-import-export's upload pages


class ImportUploadHandler(MemoryFileUploadHandler):
    """Keeps a file in memory if the request is an import of a logged-in user.

    Raises BadRequest for a file in any other form, and RequestDataTooBig for a body of more than
    `FILE_UPLOAD_MAX_MEMORY_SIZE` bytes. Nothing is written to the temporary folder.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        super().handle_raw_input(*args, **kwargs)
        if not self.activated:
            raise RequestDataTooBig(_("The request is larger than FILE_UPLOAD_MAX_MEMORY_SIZE."))

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        request: Any = self.request
        view = request.resolver_match
        if not (view and (view.url_name or "").endswith(IMPORT_URL_SUFFIX)):
            raise BadRequest(_("This form accepts no files."))
        if not request.user.is_staff:
            raise BadRequest(_("Log in before you send a file."))
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig(_("The file is larger than FILE_UPLOAD_MAX_MEMORY_SIZE."))
        super().receive_data_chunk(raw_data, start)
