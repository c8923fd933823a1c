from services.notify.settings import NotifySettings
from shared.web.serve import serve

serve("services.notify.main:create_app", NotifySettings)
