from services.console.settings import ServiceUrls
from shared.web.serve import serve

serve("services.console.main:create_app", ServiceUrls)
