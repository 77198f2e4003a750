from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "yanzhen.kernel.jobs"
    default_auto_field = "django.db.models.BigAutoField"
