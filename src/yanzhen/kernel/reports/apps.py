from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "yanzhen.kernel.reports"
    default_auto_field = "django.db.models.BigAutoField"
