from django.apps import AppConfig


class GuardConfig(AppConfig):
    name = "yanzhen.kernel.guard"
    default_auto_field = "django.db.models.BigAutoField"
