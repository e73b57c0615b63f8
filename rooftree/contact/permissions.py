"""Who may log contacts, answer enquiries, and take the second look."""

from rooftree.staff.permissions import EVERYDAY, LEADING, Permission

may_log_contacts = Permission("may_log_contacts", "Log a contact, and open or chase a case with it", EVERYDAY)
may_correct_contacts = Permission(
    "may_correct_contacts", "Correct what a colleague noted of a contact", LEADING | {"records_officer"}
)
may_answer_enquiries = Permission(
    "may_answer_enquiries", "Answer an enquiry, and say whether the person accepts the answer", EVERYDAY
)
may_ring_back = Permission("may_ring_back", "Promise a callback, and say what came of ringing back", EVERYDAY)
may_review_demand = Permission(
    "may_review_demand", "Take a second look at whether a contact was value or failure", EVERYDAY
)
may_see_contact_figures = Permission(
    "may_see_contact_figures",
    "See the figures of contact: first-contact resolution, failure and its causes, repeats",
    LEADING | {"performance_analyst", "business_analyst"},
)
