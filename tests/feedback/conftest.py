"""Files to import, sent as a person would."""

import pytest
from django.core.files.base import ContentFile

from sous.feedback import commands
from sous.feedback.models import Import


@pytest.fixture
def send(triager, now):
    """Upload a file and give its import; ``run=True`` brings it in as well."""

    def send(content, name="rows.csv", **more):
        data = content if isinstance(content, bytes) else content.encode()
        return commands.upload_import(
            actor=triager, at=now, name=name, file=ContentFile(data, name=name), **more
        )

    return send


@pytest.fixture
def bring(send, triager, now, run_jobs):
    """Upload a file, check it, import it."""

    def bring(content, name="rows.csv", **more):
        imported = send(content, name, **more)
        run_jobs()
        commands.start_import(actor=triager, at=now, import_id=imported.pk)
        run_jobs()
        return Import.objects.get(pk=imported.pk)

    return bring
