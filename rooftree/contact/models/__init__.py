"""The tables of contact, one file a subject."""

from rooftree.contact.models.contacts import Contact, ContactLegacyReference, OfContact
from rooftree.contact.models.enquiries import CallbackAttempt, Enquiry
from rooftree.contact.models.reviews import DemandReview

__all__ = ["CallbackAttempt", "Contact", "ContactLegacyReference", "DemandReview", "Enquiry", "OfContact"]
