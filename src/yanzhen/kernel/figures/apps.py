from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "yanzhen.kernel.figures"
    default_auto_field = "django.db.models.BigAutoField"
