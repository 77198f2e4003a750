from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0004_the_day_of_joining")]

    operations = [
        migrations.AddField(model_name="org", name="formerly", field=models.CharField(blank=True, default="", max_length=60, verbose_name="原属")),
    ]
