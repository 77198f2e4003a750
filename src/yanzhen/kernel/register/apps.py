from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "yanzhen.kernel.register"
    default_auto_field = "django.db.models.BigAutoField"
