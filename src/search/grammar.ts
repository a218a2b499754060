/** The grammar of run queries, for ohm. What is written in capitals is space-insensitive; keywords take any case. */
export const GRAMMAR = String.raw`
RunQuery {
  Query = Or?
  Or = NonemptyListOf<And, or>
  And = NonemptyListOf<Not, and>
  Not = not Not -- not
      | "(" Or ")" -- group
      | Comparison
  Comparison = Field in Values -- in
             | Field exists -- exists
             | Field operator Value -- operator
  Values = "(" NonemptyListOf<Value, ","> ")"
  Field = name ("." key)?
  Value = duration | date | number | text | word

  operator (one of = != < <= > >= ~) = "!=" | "<=" | ">=" | "=" | "<" | ">" | "~"
  name (a field) = letter alnum*
  key = text | bareKey
  bareKey (a key) = keyChar+
  keyChar = alnum | "_" | "-" | "." | "/"
  word (a word) = ~(keyword) wordChar+
  wordChar = alnum | "_" | "-" | "." | "/" | ":" | "@" | "*" | "#" | "+"
  number (a number) = "-"? digit+ ("." digit+)? (("e" | "E") ("+" | "-")? digit+)? ~wordChar
  duration (a duration) = "-"? digit+ ("." digit+)? unit ~wordChar
  unit = "ms" | "s" | "m" | "h" | "d" | "w"
  date (a date) = digit digit digit digit "-" digit digit "-" digit digit (("T" | "t") (digit | ":" | "." | "+" | "-" | "Z" | "z")+)? ~wordChar
  text (a quoted text) = "\"" (~"\"" textChar)* "\"" -- double
       | "'" (~"'" textChar)* "'" -- single
  textChar = "\\" any -- escaped
           | any -- plain

  and ("and") = caseInsensitive<"and"> ~wordChar
  or ("or") = caseInsensitive<"or"> ~wordChar
  not ("not") = caseInsensitive<"not"> ~wordChar
  in ("in") = caseInsensitive<"in"> ~wordChar
  exists ("exists") = caseInsensitive<"exists"> ~wordChar
  keyword = and | or | not | in | exists
}
`;
