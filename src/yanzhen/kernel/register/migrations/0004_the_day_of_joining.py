from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0003_residents_from_their_index")]

    operations = [
        migrations.AddField(model_name="belonging", name="joined_on", field=models.DateField(blank=True, null=True, verbose_name="最初加入")),
    ]
