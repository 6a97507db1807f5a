"""Why a returned file is not read, besides the reasons in `ooxml.common.refusals`; worded for the file's sender."""

from regionplan_xl.text import for_sender, phrase

PDF = for_sender(
    phrase(
        "The file is a PDF, which cannot be read cell by cell. "
        "Please answer in the workbook itself and send that as .xlsx."
    )
)
DOCUMENT = for_sender(
    phrase(
        "The file is a text document or a presentation, not a workbook. "
        "Please answer in the workbook itself and send that as .xlsx."
    )
)
PICTURE = for_sender(
    phrase(
        "The file is a picture, which cannot be read cell by cell. "
        "Please answer in the workbook itself and send that as .xlsx."
    )
)
MAIL = for_sender(phrase("The file is a saved e-mail. Please send the workbook itself as .xlsx."))
WINMAIL = for_sender(
    phrase(
        "The file is winmail.dat, in which Outlook has packed the attachments in a way that is not opened here. "
        "Please send the message once more as plain text or HTML, with the workbook attached as .xlsx."
    )
)
WEB_PAGE = for_sender(
    phrase(
        "The file is a web page, whatever its name is. "
        "Please open it in Excel, save it as an Excel workbook (.xlsx) and send that."
    )
)
XML_WORKBOOK = for_sender(
    phrase(
        "The file is a workbook saved as plain XML. "
        "Please open it where it was made, save it as an Excel workbook (.xlsx) and send that."
    )
)
NUMBERS = for_sender(phrase("The file is from Numbers. Please export it to Excel (.xlsx) and send that."))
LINK = for_sender(
    phrase(
        "The file is only a link to a document elsewhere, so the answers are not in it. "
        "Please download the workbook from there and send it as .xlsx."
    )
)
OTHER_ARCHIVE = for_sender(
    phrase(
        "The file is packed in a way that is not opened here. Please send the workbook itself, or pack it as .zip."
    )
)
ZIP_IN_ZIP = for_sender(
    phrase("The zip file is inside another zip file. Please send the workbooks themselves.")
)
EMPTY_ZIP = for_sender(phrase("The zip file holds no files. Please send the workbook itself as .xlsx."))
TOO_SLOW = for_sender(
    phrase(
        "The file took so long to read that it was given up. "
        "Please copy what matters to a new workbook and send that."
    )
)
TOO_DEMANDING = for_sender(
    phrase(
        "The file needs more memory than any answer should. "
        "Please copy what matters to a new workbook and send that."
    )
)
NOT_NOW = for_sender(
    phrase(
        "The file could not be read now: the program that reads it was stopped. The next merge tries again. "
        "If it says the same then, open the file where it was made, save it as .xlsx and send that."
    )
)
NOT_SURVIVED = for_sender(
    phrase(
        "The file is damaged in a way that stopped the program that read it. "
        "Please open it where it was made, save it as .xlsx and send that."
    )
)
