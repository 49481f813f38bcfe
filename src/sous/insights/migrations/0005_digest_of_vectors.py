from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0004_kept_at")]

    operations = [
        migrations.AddField(
            model_name="itemvector",
            name="digest",
            field=models.CharField(
                blank=True,
                help_text="Of the words it was read from, the item's",
                max_length=64,
                null=True,
            ),
        ),
    ]
