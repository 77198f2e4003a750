from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "yanzhen.kernel.flows"
    default_auto_field = "django.db.models.BigAutoField"
