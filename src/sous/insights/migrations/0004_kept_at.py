"""When a vector was stored, and by what: new columns without a value, so that no row is touched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0003_words_and_tags")]

    operations = [
        migrations.AddField(
            model_name="itemvector",
            name="kept_at",
            field=models.DateTimeField(
                blank=True, help_text="When it was stored; none: long ago", null=True
            ),
        ),
        migrations.AddField(
            model_name="itemvector",
            name="made_by",
            field=models.CharField(
                blank=True,
                help_text="What computed it, where that was an imitation of the model",
                max_length=120,
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="itemvector",
            index=models.Index(fields=["kept_at"], name="vector_kept"),
        ),
    ]
