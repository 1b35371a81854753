// Nothing: no answer in XML is read here.
