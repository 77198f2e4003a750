from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="householdmember", name="one_home_a_person"),
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=models.UniqueConstraint(condition=models.Q(("until__isnull", True)), fields=("person", "household"), name="at_home_once"),
        ),
    ]
