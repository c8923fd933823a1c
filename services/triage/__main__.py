from shared.web.serve import serve

serve("services.triage.main:create_app")
