from shared.web.serve import serve

serve("services.casework.main:create_app")
