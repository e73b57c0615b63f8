"""The addresses of messages: what was sent, what did not arrive, replies, letters to print, and their words."""

from django.urls import path

from rooftree.staffweb import messages, messages_printing, messages_replies, messages_words, messages_writing

urlpatterns = [
    path("messages/", messages.undelivered, name="undelivered"),
    path("messages/replies/", messages_replies.replies, name="replies"),
    path("messages/replies/<int:pk>/", messages_replies.reply, name="reply"),
    path("messages/replies/<int:pk>/case/", messages_replies.match, name="match_reply"),
    path("messages/replies/<int:pk>/dealt-with/", messages_replies.deal, name="deal_with_reply"),
    path("messages/replies/<int:pk>/files/<int:number>/", messages_replies.reply_file, name="reply_file"),
    path("messages/letters/", messages_printing.letters_to_print, name="letters_to_print"),
    path("messages/letters/gather/<slug:code>/", messages_printing.gather, name="gather_letters"),
    path("messages/letters/<int:pk>/", messages_printing.print_run, name="print_run"),
    path("messages/letters/<int:pk>/file/", messages_printing.print_file, name="print_file"),
    path("messages/letters/<int:pk>/printed/", messages_printing.printed, name="letters_printed"),
    path("messages/letters/<int:pk>/put-back/", messages_printing.put_back, name="put_back_letters"),
    path("messages/words/", messages_words.templates, name="templates"),
    path("messages/words/<str:code>/<str:language>/", messages_words.template, name="template"),
    path("messages/words/<str:code>/<str:language>/replace/", messages_words.replace, name="replace_words"),
    path(
        "messages/words/<str:code>/<str:language>/bring-back/", messages_words.bring_back, name="bring_back_words"
    ),
    path("messages/<uuid:token>/", messages.message, name="message"),
    path("messages/<uuid:token>/letter/", messages.letter, name="message_letter"),
    path("messages/<uuid:token>/dealt-with/", messages.settle, name="settle_message"),
    path("messages/<uuid:token>/again/", messages.send_again, name="send_message_again"),
    path("people/<str:reference>/messages/", messages.of_person, name="messages_to"),
    path("people/<str:reference>/messages/works/<int:number>/", messages.end_trouble, name="end_trouble"),
    path("cases/<str:reference>/messages/", messages.of_case, name="messages_about"),
    path("cases/<str:reference>/write/", messages_writing.write, name="write_message"),
]
