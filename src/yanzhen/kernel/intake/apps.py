from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "yanzhen.kernel.intake"
    default_auto_field = "django.db.models.BigAutoField"
