import type { FailureTexts, OtherFailure } from './failures.ts'

const fixParameters = 'Controleer de waarden van het bericht of de variabelen van het sjabloon en verzend opnieuw.'
const askMeta = 'Een beheerder ziet de reden in WhatsApp Manager.'

export const nlFailures: FailureTexts = [
  [
    [130429, 2494055],
    'Te snel verzonden',
    'WhatsApp vroeg dit nummer om rustiger aan te doen. Het wordt zo opnieuw verzonden.',
  ],
  [[131056], 'Te veel berichten aan één klant', 'WhatsApp beperkt hoe snel één klant berichten krijgt.'],
  [[131057, 2494100], 'Nummer in onderhoud', 'WhatsApp wijzigt dit nummer. Het wordt opnieuw verzonden.'],
  [[131016, 2, 133004], 'WhatsApp is niet beschikbaar', 'Het wordt opnieuw verzonden zodra WhatsApp antwoordt.'],
  [[4, 80007, 80008, 613], 'Te veel aanvragen', 'De uurlimiet van WhatsApp is op. Het wordt later opnieuw verzonden.'],
  [[1], 'WhatsApp kon het niet verwerken', 'Het wordt nog een paar keer geprobeerd.'],
  [[131000], 'WhatsApp had een probleem', 'WhatsApp kon niet zeggen of het bericht is verzonden.'],
  [[131049], 'Tegengehouden door WhatsApp', 'De klant kreeg veel marketingberichten. Wacht minstens 24 uur.'],
  [
    [130472],
    'Deel van een experiment van WhatsApp',
    'Deze klant krijgt nu geen marketingberichten. Wacht op een antwoord.',
  ],
  [[131047], 'Het venster van 24 uur is dicht', 'De klant schreef meer dan 24 uur geleden. Stuur een sjabloon.'],
  [[131026], 'De klant is niet bereikbaar', 'Het nummer gebruikt misschien geen WhatsApp, of de app is te oud.'],
  [[131048], 'Beperkt wegens spam', 'Te veel klanten blokkeerden of meldden dit nummer. Verzenden is gepauzeerd.'],
  [[368], 'Geblokkeerd wegens overtreding', `WhatsApp blokkeerde het account tijdelijk. ${askMeta}`],
  [[131031], 'Het account is vergrendeld', `WhatsApp vergrendelde het account. ${askMeta}`],
  [
    [131042],
    'Betalingsprobleem',
    'WhatsApp kon de berichten niet afrekenen. Controleer de betaalmethode in WhatsApp Manager.',
  ],
  [
    [131045],
    'Het nummer is niet geregistreerd',
    'Registreer het nummer opnieuw bij WhatsApp; tot dan is verzenden gepauzeerd.',
  ],
  [[133010], 'Het nummer is niet geregistreerd', 'Een beheerder moet het nummer bij WhatsApp registreren.'],
  [
    [131030],
    'Niet op de lijst met testnummers',
    'Een testnummer verzendt alleen naar nummers op zijn lijst in Meta’s dashboard.',
  ],
  [
    [131052],
    'Het bestand kon niet worden gedownload',
    'Vraag de klant om het nog eens te sturen; 100 MB is de limiet.',
  ],
  [
    [131053],
    'Het bestand is niet aangenomen',
    'WhatsApp kon het bestand niet gebruiken. Controleer type en grootte en voeg het opnieuw bij.',
  ],
  [[132000], 'Verkeerd aantal variabelen', 'Het sjabloon heeft een ander aantal variabelen dan er is ingevuld.'],
  [[132005], 'De tekst is te lang', 'Ingevuld is het sjabloon te lang. Maak de variabelen korter.'],
  [[132008, 132012, 132018], 'Een variabele heeft de verkeerde vorm', fixParameters],
  [[131008, 131009, 100], 'WhatsApp nam een waarde niet aan', fixParameters],
  [[131021], 'Dat is je eigen nummer', 'Een nummer kan niet naar zichzelf schrijven.'],
  [[131062], 'Er is een telefoonnummer nodig', 'Dit sjabloon kan alleen naar een telefoonnummer.'],
  [[137000], 'De identiteit van de klant is veranderd', 'Ga bij de klant na wie het is en verzend opnieuw.'],
  [[132001], 'Het sjabloon bestaat niet', 'Het ontbreekt of is niet goedgekeurd in deze taal. Haal de sjablonen op.'],
  [[132007], 'Het sjabloon is in strijd met het beleid', 'WhatsApp weigerde de inhoud. Wijzig het sjabloon.'],
  [[132015], 'Het sjabloon is gepauzeerd', 'WhatsApp pauzeerde het wegens lage kwaliteit. Neem een ander, of wacht.'],
  [
    [132016],
    'Het sjabloon is uitgeschakeld',
    'WhatsApp schakelde het voorgoed uit wegens lage kwaliteit. Neem een ander.',
  ],
  [[134100, 131055], 'Alleen marketingsjablonen', 'Op deze manier kunnen alleen marketingsjablonen worden verzonden.'],
  [[131063], 'Marketingsjablonen staan uit', `Het account verzendt ze niet op deze manier. ${askMeta}`],
  [[134102], 'Het sjabloon is niet klaar', 'WhatsApp kon het niet voorbereiden. Neem een ander.'],
  [[134101], 'Het sjabloon wordt voorbereid', 'WhatsApp heeft tot 10 minuten nodig. Verzend het dan opnieuw.'],
  [
    [132068, 139000],
    'Het formulier is geblokkeerd',
    'WhatsApp blokkeerde het formulier (flow) van dit sjabloon. Neem een ander.',
  ],
  [[132069], 'Het formulier is beperkt', 'Het formulier (flow) is te vaak verzonden in een uur. Wacht.'],
  [[0, 190, 104], 'De verbinding met WhatsApp is verlopen', 'Een beheerder moet het nummer opnieuw verbinden.'],
  [[3, 10, 131005], 'Toestemming ontbreekt', 'Een beheerder moet het nummer opnieuw verbinden met alle rechten.'],
  [
    [33],
    'Het nummer is niet zichtbaar',
    'Het is verwijderd, of de verbinding mag het niet gebruiken. Verbind het opnieuw.',
  ],
  [[131050], 'De klant heeft zich afgemeld', 'De klant wil geen marketingberichten meer van jullie.'],
  [[130403], 'Je hebt deze klant geblokkeerd', 'Deblokkeer de klant om te kunnen schrijven.'],
  [[130497], 'Niet toegestaan in dit land', 'Het account mag geen klanten in dit land berichten sturen.'],
  [[131051], 'Niet ondersteund', 'WhatsApp ondersteunt dit soort bericht niet.'],
  [[135000], 'WhatsApp weigerde het bericht', 'Er is geen reden gegeven. Wijzig het bericht en probeer het opnieuw.'],
  [
    [131064],
    'Verzenden is beperkt',
    'Sjablonen stonden in de verkeerde categorie. Wacht tot WhatsApp de beperking opheft.',
  ],
  [[131037], 'De weergavenaam is niet goedgekeurd', `Het nummer heeft eerst een goedgekeurde naam nodig. ${askMeta}`],
  [[134011], 'Betaalvoorwaarden niet geaccepteerd', `Accepteer de betaalvoorwaarden van WhatsApp. ${askMeta}`],
]

export const nlOther: OtherFailure = {
  title: 'WhatsApp weigerde het bericht',
  detail: (code) => `WhatsApp antwoordde met een fout die ADSapp nog niet kent${code === null ? '' : `: ${code}`}.`,
}
