"""What columns are called in exports of many tools, in English, German, French and Spanish.

Order matters: the earlier alias is the better sign. Names are compared folded (see headers.fold).
"""

from __future__ import annotations

ALIASES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "feedback", "feedback text", "review text", "comment text", "content", "body",
        "description", "message", "comment", "review", "comments", "verbatim", "details", "note",
        "post", "answer", "response", "quote", "transcript", "question", "utterance", "suggestion",
        "original text", "free text", "open text", "data", "customer feedback",
        "what can we improve", "inhalt", "beschreibung", "kommentar", "nachricht", "rückmeldung",
        "bewertungstext", "freitext", "texte", "commentaire", "commentaires", "contenu", "avis",
        "remarque", "verbatims", "texto", "comentario", "comentarios", "contenido", "mensaje",
        "descripción", "opinión", "reseña",
    ),
    "title": (
        "title", "subject", "summary", "headline", "review title", "idea title", "post title",
        "heading", "topic", "idea", "idea name",
        "ticket name", "task name", "issue name", "feature name", "case subject",
        "titel", "betreff", "überschrift", "titre", "objet", "sujet", "título", "asunto",
    ),
    "source_id": (
        "source id", "external id", "id", "uuid", "guid", "review id", "feedback id", "ticket id",
        "issue key", "key", "number", "post id", "conversation id", "response id", "record id",
        "ref", "reference", "nr", "nummer", "kennung", "ticketnummer", "identifiant", "numéro",
        "référence", "identificador", "número", "referencia",
    ),
    "url": (
        "url", "link", "permalink", "source url", "display url", "html url", "web url",
        "review link", "href", "webadresse", "lien", "enlace",
    ),
    "created_at": (
        "created at", "created", "creation date", "date created", "submitted at", "submit date",
        "submitted", "created on", "timestamp", "date", "datetime", "review date", "received at",
        "posted at", "published at", "collected at", "time", "response date", "opened",
        "feedback date", "erstellt am", "erstellt", "datum", "zeitstempel", "eingegangen am",
        "date de création", "créé le", "fecha", "fecha de creación", "creado", "creado el",
        "date et heure",
    ),
    "author_name": (
        "author name", "author", "user name", "username", "customer name", "name", "full name",
        "contact name", "contact", "user", "requester", "reporter", "submitted by", "created by",
        "associated contact", "reviewer", "reviewer nickname", "respondent", "participant", "voter",
        "person", "creator", "autor", "verfasser", "benutzer", "kunde", "kundenname",
        "ansprechpartner", "auteur", "nom", "utilisateur", "client", "nombre", "usuario", "cliente",
    ),
    "author_email": (
        "author email", "email", "e-mail", "email address", "user email", "customer email",
        "contact email", "requester email", "reporter email", "respondent email", "mail",
        "e-mail-adresse", "emailadresse", "adresse e-mail", "courriel", "correo",
        "correo electrónico", "email del cliente",
    ),
    "account_name": (
        "account name", "account", "company", "company name", "organization", "organisation",
        "organization name", "associated company", "customer", "workspace", "tenant", "employer",
        "client name", "firma", "unternehmen", "konto", "firmenname", "société", "entreprise",
        "compte", "organisme", "empresa", "compañía", "cuenta", "organización",
    ),
    "account_domain": (
        "account domain", "domain", "company domain", "website", "requester domain", "domäne",
        "webseite", "domaine", "site web", "dominio", "sitio web",
    ),
    "account_external_id": (
        "account id", "company id", "account external id", "organization id", "customer id",
        "tenant id", "workspace id", "kundennummer", "kunden-id", "id client", "numéro client",
        "id de cliente",
    ),
    "plan": (
        "plan", "tier", "subscription", "pricing plan", "subscription plan", "account plan",
        "package", "tarif", "abo", "abonnement", "forfait", "formule", "suscripción", "tarifa",
    ),
    "revenue": (
        "mrr", "arr", "monthly recurring revenue", "annual recurring revenue", "revenue",
        "monthly spend", "account value", "contract value", "acv", "deal size", "deal value",
        "spend", "ltv", "amount", "umsatz", "jahresumsatz", "vertragswert", "chiffre d'affaires",
        "revenu", "ingresos", "facturación", "valor del contrato",
    ),
    "currency": ("currency", "currency code", "währung", "devise", "moneda", "divisa"),
    "channel": (
        "channel", "source", "via", "medium", "origin", "source type", "kanal", "quelle", "canal",
        "origine", "origen", "fuente",
    ),
    "kind": (
        "kind", "type", "feedback type", "issue type", "ticket type", "classification", "art",
        "typ", "nature", "tipo",
    ),
    "rating": (
        "rating", "stars", "star rating", "score", "nps", "nps score", "csat", "ces",
        "satisfaction", "satisfaction score", "overall rating", "rate", "bewertung", "sterne",
        "note globale", "étoiles", "calificación", "puntuación", "estrellas", "valoración",
    ),
    "language": (
        "language", "lang", "locale", "reviewer language", "language code", "ori lang", "sprache",
        "langue", "idioma", "lengua",
    ),
    "product": (
        "product", "app", "product name", "app name", "application", "product area", "package name",
        "board", "project", "produkt", "anwendung", "projekt", "produit", "projet", "producto",
        "aplicación", "proyecto",
    ),
    "app_version": (
        "app version", "version", "app version name", "release", "build", "client version",
        "versión",
    ),
    "tags": (
        "tags", "labels", "tag", "label", "categories", "category", "keywords", "topics", "themes",
        "schlagwörter", "schlagworte", "kategorie", "kategorien", "étiquettes", "catégorie",
        "catégories", "mots-clés", "etiquetas", "categoría", "categorías",
    ),
    "status": ("status", "state", "stage", "zustand", "statut", "état", "estado"),
    "votes": (
        "votes", "vote count", "votes count", "upvotes", "voters count", "number of votes",
        "thumbs up", "thumbs up count", "helpful", "likes", "points", "stimmen", "anzahl stimmen",
        "nombre de votes", "votos", "número de votos",
    ),
}  # fmt: skip

FIELDS = tuple(ALIASES)
