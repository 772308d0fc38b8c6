package sample

import kz.qujat.CheckName
import kz.qujat.Language

/** The words of the interface, one for each language. What documents say comes from the library, localised. */
class Words private constructor(private vararg val texts: String) {
    fun of(language: Language): String = texts[language.ordinal]

    companion object {
        val documents = Words("Цифрлық құжаттар", "Цифровые документы", "Digital documents")
        val open = Words("Қолжетімділікті ашу", "Открыть доступ", "Open access")
        val present = Words("Желісіз көрсету", "Показать без сети", "Show without a network")
        val close = Words("Жабу", "Закрыть", "Close")
        val left = Words("тағы %d:%02d жарамды", "действует ещё %d:%02d", "open for %d:%02d")
        val verify = Words("Құжатты тексеру", "Проверка документа", "Verify a document")
        val point = Words("Камераны кодқа бағыттаңыз", "Наведите камеру на код", "Point the camera at a code")
        val arriving = Words("Құжат келіп жатыр: %d %%", "Документ поступает: %d %%", "The document is arriving: %d %%")
        val again = Words("Тағы сканерлеу", "Сканировать ещё", "Scan again")
        val valid = Words("Жарамды", "Действителен", "Valid")

        private val unreadable = Words("Бұл құжат емес", "Это не документ", "This is no document")
        private val issuer = Words("Құжатты кім бергені белгісіз", "Документ выдан неизвестно кем", "Issued by nobody we trust")
        private val changed = Words("Құжат өзгертілген немесе жалған", "Документ изменён или подделан", "Changed, or a forgery")
        private val ended = Words("Қазір жарамсыз", "Сейчас не действителен", "Not valid at this moment")
        private val another = Words("Басқа адамның құжаты", "Документ другого лица", "Somebody else's document")
        private val revoked = Words("Құжат қайтарып алынған", "Документ отозван", "The document was revoked")
        private val anew = Words("Қайта көрсетуді сұраңыз", "Попросите показать ещё раз", "Ask for it to be shown again")
        private val unsure = Words("Тексеру мүмкін болмады", "Проверить не удалось", "It could not be verified")

        /** What a person is told of the check that decided. */
        fun check(name: CheckName): Words = when (name) {
            CheckName.STRUCTURE -> unreadable
            CheckName.ISSUER_TRUSTED, CheckName.ISSUER_ENTITLED -> issuer
            CheckName.SIGNATURE, CheckName.DIGESTS, CheckName.DOC_TYPE, CheckName.SEAL_BINDING -> changed
            CheckName.VALIDITY -> ended
            CheckName.SUBJECT, CheckName.DEVICE -> another
            CheckName.REVOCATION -> revoked
            CheckName.FRESHNESS, CheckName.REPLAY -> anew
            else -> unsure
        }
    }
}
