"""Reads XML from strangers: no entities, no outside addresses, one element at a time."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse


class NotXML(Exception):
    """What is there is no XML, is not whole, or defines entities. The message is a sentence."""


def steps(stream: BinaryIO) -> Iterator[tuple[str, Element, str]]:
    """Yield ("start" or "end", element, its namespace) as the document is read; tags are without their namespace.

    The caller clears what it has read, so that a document of any length takes little memory.
    Raises NotXML.
    """
    namespace = ""
    try:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                braced, _, element.tag = element.tag.rpartition("}")
                namespace = braced[1:]
            yield event, element, namespace
    except DefusedXmlException:
        raise NotXML("The file defines entities or a document type, which no such file needs.") from None
    except ParseError as error:
        raise NotXML(f"The file is not whole, or is no XML: {error}.") from None
    except (LookupError, ValueError, UnicodeError):
        raise NotXML("The file is written in letters that it does not name, or in none that are known.") from None


def inside(element: Element, path: str) -> str:
    """Return the words of the first element at a path below this one, without spaces at their ends; "" if none."""
    found = element.find(path)
    return (found.text or "").strip() if found is not None else ""


def all_inside(element: Element, path: str) -> list[str]:
    """Return the words of every element at a path below this one."""
    return [(found.text or "").strip() for found in element.iterfind(path)]
