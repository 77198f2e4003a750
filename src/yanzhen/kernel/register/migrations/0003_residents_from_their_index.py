
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0002_a_home_in_each_tenant'),
    ]

    operations = [
        migrations.AlterField(
            model_name='household',
            name='org',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='households', to='register.org', verbose_name='所属'),
        ),
        migrations.AlterField(
            model_name='householdmember',
            name='household',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='register.household'),
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(fields=['org', 'since', 'until'], name='register_ho_org_id_188de5_idx'),
        ),
        migrations.AddIndex(
            model_name='householdmember',
            index=models.Index(fields=['household', 'since', 'until', 'person'], name='register_ho_househo_68e839_idx'),
        ),
    ]
