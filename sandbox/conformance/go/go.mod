module conformance

go 1.21

require (
	github.com/go-telegram-bot-api/telegram-bot-api/v5 v5.5.1
	gopkg.in/telebot.v3 v3.3.8
)
