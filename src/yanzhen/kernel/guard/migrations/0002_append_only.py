from django.db import migrations

from yanzhen.kernel.guard.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("guard", "0001_initial")]

    operations = [AppendOnly("guard_entry")]
