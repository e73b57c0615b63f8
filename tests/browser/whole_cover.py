"""The addresses of the pages about absences and handovers, by what each is about."""

COVER = {
    "absences": [],
    "enter_absence": [],
    "change_return": ["absence"],
    "asked_to_cover": [],
    "handover": ["handover"],
    "meanwhile": ["handover"],
    "offer_pieces": ["handover"],
    "spread_pieces": ["handover"],
    "accept_pieces": ["handover"],
    "decline_pieces": ["handover"],
    "give_back_pieces": ["handover"],
    "write_handover_note": ["handover"],
    "stand_in": ["handover"],
    "move_patches": ["leaving"],
}
