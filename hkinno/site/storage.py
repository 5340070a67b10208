"""The storage of collected static files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Keeps the manifest beside `STATIC_ROOT`, in which every file is served."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        root = Path(settings.STATIC_ROOT or "")
        manifest = FileSystemStorage(root.with_name(f"{root.name}-manifest"))
        super().__init__(*args, manifest_storage=manifest, **kwargs)
