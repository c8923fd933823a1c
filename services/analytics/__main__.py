from shared.web.serve import serve

serve("services.analytics.main:create_app")
