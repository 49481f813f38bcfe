// Everything here only helps: each page works without it.
import "./menus.js";
import "./dialogs.js";
import "./panel.js";
import "./list.js";
import "./palette.js";
import "./toasts.js";
import "./forms.js";
import "./dropzone.js";
import "./keys.js";
import "./tabs.js";
