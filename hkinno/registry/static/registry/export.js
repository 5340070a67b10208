// The handler is django-import-export's own; its template attaches it by an inline attribute.
document.querySelector(".select-toggle")?.addEventListener("change", onSelectToggleChange);
