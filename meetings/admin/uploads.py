"""Keeps uploads small: whatever is sent beyond the bound is read past and never stored."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

MOST_BYTES = 10 * 2**20
"""Of one file."""


class Bounded(FileUploadHandler):
    """Stands before Django's handlers; a file that grows beyond the bound is dropped, and the request knows of it."""

    def receive_data_chunk(self, raw_data, start):
        """Hand the piece on, until it is too much."""
        if start + len(raw_data) > MOST_BYTES:
            self.request.upload_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        """The next handler makes the file."""
        return


def too_large(request):
    """Whether a file of the request was beyond the bound."""
    # Reading the form is what receives the files.
    return request.method == "POST" and (request.POST is not None) and getattr(request, "upload_too_large", False)
