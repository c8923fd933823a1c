from shared.web.serve import serve

serve("services.sla.main:create_app")
