"""python-telegram-bot, unchanged but for base_url, drives the sandbox."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from telegram import (
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonWebApp,
    Update,
    WebAppInfo,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from desk import API_ROOT, PNG, TOKEN, chat, control, fact, finish, new_person, press, write


async def refused(call, kind, words):
    try:
        await call
    except kind as error:
        fact(f"{kind.__name__}: {words}", words.lower() in str(error).lower())
    else:
        fact(f"refuses: {words}", False)


async def main() -> None:
    seen: dict[str, asyncio.Future] = {}

    def expect(name: str) -> asyncio.Future:
        seen[name] = asyncio.get_running_loop().create_future()
        return seen[name]

    def arrived(name: str, value) -> None:
        if name in seen and not seen[name].done():
            seen[name].set_result(value)

    async def on_start(update: Update, context) -> None:
        keyboard = InlineKeyboardMarkup(
            [
                [InlineKeyboardButton("Open", web_app=WebAppInfo("http://localhost:3000/miniapp/"))],
                [InlineKeyboardButton("Yes", callback_data="yes"), InlineKeyboardButton("Copy", copy_text=CopyTextButton("x"))],
            ]
        )
        sent = await update.message.reply_html(f"Hi <b>{update.effective_user.first_name}</b>", reply_markup=keyboard)
        arrived("start", (update, context.args, sent))

    async def on_press(update: Update, _context) -> None:
        await update.callback_query.answer("Done", show_alert=True)
        edited = await update.callback_query.edit_message_text("Pressed")
        arrived("press", (update, edited))

    async def on_contact(update: Update, _context) -> None:
        arrived("contact", update)

    async def on_member(update: Update, _context) -> None:
        arrived("member", update)

    app = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{API_ROOT}/bot")
        .base_file_url(f"{API_ROOT}/file/bot")
        .build()
    )
    app.add_handler(CommandHandler("start", on_start))
    app.add_handler(CallbackQueryHandler(on_press))
    app.add_handler(MessageHandler(filters.CONTACT, on_contact))
    app.add_handler(ChatMemberHandler(on_member, ChatMemberHandler.MY_CHAT_MEMBER))
    async with app:
        await app.start()
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES, timeout=10)
        bot = app.bot
        fact("getMe", bot.username == "atlas_desk_bot" and bot.bot.has_main_web_app)

        person = new_person("Ptb", languageCode="en", username="ptb_person")
        waiting = expect("start")
        write(person, "/start deep-link_1")
        update, args, sent = await asyncio.wait_for(waiting, 10)
        fact("a command arrives with its payload", args == ["deep-link_1"])
        fact("the sender is whole", update.effective_user.username == "ptb_person" and update.effective_user.id == person)
        fact("entities come back", sent.entities[0].type == "bold" and sent.entities[0].offset == 3)
        fact("the keyboard comes back", sent.reply_markup.inline_keyboard[1][1].copy_text.text == "x")

        waiting = expect("press")
        press(person, sent.message_id, "yes")
        update, edited = await asyncio.wait_for(waiting, 10)
        fact("a press arrives", update.callback_query.data == "yes" and update.callback_query.message.text == "Hi Ptb")
        fact("an edit comes back", edited.text == "Pressed" and edited.edit_date is not None)
        fact("the edited chat", chat(person)[-1]["text"] == "Pressed")

        photo = await bot.send_photo(person, PNG, caption="*QR*", parse_mode=ParseMode.MARKDOWN_V2, filename="qr.png")
        fact("a photo", photo.photo[-1].width == 1 and photo.caption == "QR")
        file = await bot.get_file(photo.photo[-1].file_id)
        fact("its bytes", bytes(await file.download_as_bytearray()) == PNG)
        document = await bot.send_document(person, b"a,b\n", filename="orders.csv")
        fact("a document", document.document.file_name == "orders.csv" and document.document.file_size == 4)
        again = await bot.send_document(person, document.document.file_id)
        fact("a document by its id", again.document.file_unique_id == document.document.file_unique_id)
        fact("deletion", await bot.delete_message(person, again.message_id))
        fact("an action", await bot.send_chat_action(person, ChatAction.TYPING))

        await bot.set_my_commands([BotCommand("start", "Begin")], language_code="en")
        await bot.set_my_commands([BotCommand("mine", "Mine")], scope=BotCommandScopeChat(person))
        fact("commands", (await bot.get_my_commands(language_code="en"))[0].command == "start")
        fact("narrowest commands", control("GET", f"/telegram/users/{person}/chat")["commands"][0]["command"] == "mine")
        button = MenuButtonWebApp("Shop", WebAppInfo("https://shop.example/"))
        await bot.set_chat_menu_button(person, button)
        fact("menu button", await bot.get_chat_menu_button(person) == button)
        await bot.set_my_description("What it does")
        fact("description", (await bot.get_my_description()).description == "What it does")
        fact("getChat", (await bot.get_chat(person)).username == "ptb_person")

        waiting = expect("contact")
        control("POST", f"/telegram/users/{person}/share-contact")
        update = await asyncio.wait_for(waiting, 10)
        fact("a contact", update.message.contact.user_id == person)
        waiting = expect("member")
        control("POST", f"/telegram/users/{person}/block")
        update = await asyncio.wait_for(waiting, 10)
        fact("a block arrives", update.my_chat_member.new_chat_member.status == "kicked")
        await refused(bot.send_message(person, "x"), Forbidden, "bot was blocked by the user")
        control("POST", f"/telegram/users/{person}/unblock")

        await refused(bot.send_message(5, "x"), BadRequest, "chat not found")
        await refused(bot.send_message(person, "<b>x", parse_mode=ParseMode.HTML), BadRequest, "can't parse entities")
        await refused(bot.edit_message_text("Pressed", person, sent.message_id), BadRequest, "message is not modified")
        stranger = new_person("Stranger")
        await refused(bot.send_message(stranger, "x"), Forbidden, "can't initiate conversation with a user")
        control("POST", "/faults", {"target": "telegram", "kind": "429", "count": 1})
        await refused(bot.send_message(person, "x"), RetryAfter, "flood control exceeded. retry in 1")
        wrong = Application.builder().token("1:" + "x" * 35).base_url(f"{API_ROOT}/bot").build().bot
        await refused(wrong.initialize(), InvalidToken, "token")
        await app.updater.stop()
        await app.stop()
    finish()


asyncio.run(main())
