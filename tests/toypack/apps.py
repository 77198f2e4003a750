from django.apps import AppConfig


class ToypackConfig(AppConfig):
    name = "tests.toypack"
    default_auto_field = "django.db.models.BigAutoField"
