from django.db import models


class Attachment(models.Model):
    """A file that belongs to a thing. The bytes stand in the file storage, named by digest."""

    ref = models.CharField(max_length=24, db_index=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to="attachments/%Y/%m", max_length=200)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name
