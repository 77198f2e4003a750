from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "yanzhen.kernel.papers"
    default_auto_field = "django.db.models.BigAutoField"
