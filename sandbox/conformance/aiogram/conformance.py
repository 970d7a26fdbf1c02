"""aiogram, unchanged but for its API server, drives the sandbox."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter, TelegramServerError
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonWebApp,
    Message,
    WebAppInfo,
)
from aiogram.utils.web_app import safe_parse_webapp_init_data

from desk import API_ROOT, PNG, TOKEN, chat, control, fact, finish, new_person, press, write


async def refused(call, kind, words):
    try:
        await call
    except kind as error:
        fact(f"{kind.__name__}: {words}", words.lower() in str(error).lower())
    else:
        fact(f"refuses: {words}", False)


async def main() -> None:
    server = TelegramAPIServer(base=f"{API_ROOT}/bot{{token}}/{{method}}", file=f"{API_ROOT}/file/bot{{token}}/{{path}}")
    bot = Bot(TOKEN, session=AiohttpSession(api=server), default=DefaultBotProperties(parse_mode="HTML"))
    dispatcher = Dispatcher()
    started: asyncio.Future = asyncio.get_running_loop().create_future()
    pressed: asyncio.Future = asyncio.get_running_loop().create_future()
    edited: asyncio.Future = asyncio.get_running_loop().create_future()

    @dispatcher.message(CommandStart(deep_link=True))
    async def on_start(message: Message, command: CommandObject) -> None:
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="yes")]])
        started.set_result((message, command.args, await message.answer("Hi <i>you</i>", reply_markup=keyboard)))

    @dispatcher.callback_query(F.data == "yes")
    async def on_press(query: CallbackQuery) -> None:
        await query.answer()
        pressed.set_result((query, await query.message.edit_reply_markup(reply_markup=None)))

    @dispatcher.edited_message()
    async def on_edit(message: Message) -> None:
        edited.set_result(message)

    await bot.delete_webhook(drop_pending_updates=True)
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    try:
        me = await bot.get_me()
        fact("getMe", me.is_bot and me.has_main_web_app)

        person = new_person("Aio", languageCode="ru")
        first = write(person, "/start promo")
        message, payload, sent = await asyncio.wait_for(started, 10)
        fact("a command arrives with its payload", payload == "promo" and message.chat.id == person)
        fact("entities come back", sent.entities[0].type == "italic")
        press(person, sent.message_id, "yes")
        query, without = await asyncio.wait_for(pressed, 10)
        fact("a press arrives", query.from_user.id == person)
        fact("the keyboard is gone", without.reply_markup is None and "replyMarkup" not in chat(person)[-1])
        control("PATCH", f"/telegram/users/{person}/messages/{first['messageId']}", {"text": "changed"})
        message = await asyncio.wait_for(edited, 10)
        fact("a person's edit arrives", message.text == "changed" and message.edit_date)

        photo = await bot.send_photo(person, BufferedInputFile(PNG, "qr.png"), caption="<b>QR</b>", protect_content=True)
        fact("a photo", photo.caption == "QR" and photo.has_protected_content)
        fact("its bytes", (await bot.download(photo.photo[-1])).read() == PNG)
        caption = await bot.edit_message_caption(chat_id=person, message_id=photo.message_id, caption="new")
        fact("its caption changes", caption.caption == "new")
        fact("both are deleted", await bot.delete_messages(person, [photo.message_id, sent.message_id]))

        await bot.set_my_commands([BotCommand(command="start", description="Начать")], language_code="ru")
        fact("commands", control("GET", f"/telegram/users/{person}/chat")["commands"][0]["description"] == "Начать")
        button = MenuButtonWebApp(text="Shop", web_app=WebAppInfo(url="https://shop.example/"))
        await bot.set_chat_menu_button(menu_button=button)
        fact("menu button", (await bot.get_chat_menu_button(person)).web_app.url == "https://shop.example/")

        raw = control("POST", f"/telegram/users/{person}/init-data", {"startParam": "x"})["initData"]
        data = safe_parse_webapp_init_data(TOKEN, raw)
        fact("init data", data.user.id == person and data.start_param == "x" and data.user.allows_write_to_pm)

        await refused(bot.send_message(5, "x"), TelegramBadRequest, "chat not found")
        await refused(bot.send_message(person, "a < b"), TelegramBadRequest, "can't parse entities: Unsupported start tag")
        control("POST", f"/telegram/users/{person}/block")
        await refused(bot.send_message(person, "x"), TelegramForbiddenError, "bot was blocked by the user")
        control("POST", f"/telegram/users/{person}/unblock")
        control("POST", "/faults", {"target": "telegram", "kind": "429", "count": 1})
        await refused(bot.send_message(person, "x"), TelegramRetryAfter, "retry in 1 seconds")
        control("POST", "/faults", {"target": "telegram", "kind": "error", "count": 1})
        await refused(bot.send_message(person, "x"), TelegramServerError, "internal server error")
    finally:
        await dispatcher.stop_polling()
        await polling
        await bot.session.close()
    finish()


asyncio.run(main())
