from shared.web.serve import serve

serve("services.intake.main:create_app")
