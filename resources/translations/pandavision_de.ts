<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>ACTIONS</name>
        <message>
            <source>&amp;New evaluation</source>
            <translation>&amp;Neue Auswertung</translation>
        </message>
        <message>
            <source>&amp;Open model or dataset …</source>
            <translation>&amp;Modell oder Datensatz öffnen …</translation>
        </message>
        <message>
            <source>Open spe&amp;c …</source>
            <translation>Spe&amp;zifikation öffnen …</translation>
        </message>
        <message>
            <source>Open arc&amp;hive …</source>
            <translation>&amp;Archiv öffnen …</translation>
        </message>
        <message>
            <source>&amp;Save spec as …</source>
            <translation>Spezifikation spei&amp;chern als …</translation>
        </message>
        <message>
            <source>Re&amp;port …</source>
            <translation>&amp;Bericht …</translation>
        </message>
        <message>
            <source>Select finished jobs.</source>
            <translation>Fertige Jobs auswählen.</translation>
        </message>
        <message>
            <source>E&amp;xport figure …</source>
            <translation>Abbildun&amp;g exportieren …</translation>
        </message>
        <message>
            <source>Draw the curve of a finished job, or select finished jobs.</source>
            <translation>Die Kurve eines fertigen Jobs zeichnen lassen oder fertige Jobs auswählen.</translation>
        </message>
        <message>
            <source>Export figure of the selecte&amp;d jobs …</source>
            <translation>Abbildung der ausge&amp;wählten Jobs exportieren …</translation>
        </message>
        <message>
            <source>Export c&amp;urve (CSV) …</source>
            <translation>&amp;Kurve exportieren (CSV) …</translation>
        </message>
        <message>
            <source>Select one finished job.</source>
            <translation>Einen fertigen Job auswählen.</translation>
        </message>
        <message>
            <source>Export samp&amp;le table (CSV) …</source>
            <translation>Sample-&amp;Tabelle exportieren (CSV) …</translation>
        </message>
        <message>
            <source>Export s&amp;amples (HDF5) …</source>
            <translation>&amp;Samples exportieren (HDF5) …</translation>
        </message>
        <message>
            <source>Export resul&amp;t (JSON) …</source>
            <translation>&amp;Ergebnis exportieren (JSON) …</translation>
        </message>
        <message>
            <source>Evidence pac&amp;k (ZIP) …</source>
            <translation>Nachweis&amp;paket (ZIP) …</translation>
        </message>
        <message>
            <source>Archi&amp;ve …</source>
            <translation>Arch&amp;ivieren …</translation>
        </message>
        <message>
            <source>Select jobs that do not run.</source>
            <translation>Jobs auswählen, die nicht laufen.</translation>
        </message>
        <message>
            <source>&amp;Undo remove</source>
            <translation>Entfernen &amp;rückgängig machen</translation>
        </message>
        <message>
            <source>Copy p&amp;lot</source>
            <translation>&amp;Diagramm kopieren</translation>
        </message>
        <message>
            <source>Copy &amp;table</source>
            <translation>&amp;Tabelle kopieren</translation>
        </message>
        <message>
            <source>Copy spec as &amp;JSON</source>
            <translation>Spezifikation als &amp;JSON kopieren</translation>
        </message>
        <message>
            <source>Select one job that can be read.</source>
            <translation>Einen lesbaren Job auswählen.</translation>
        </message>
        <message>
            <source>Copy &amp;form as JSON</source>
            <translation>Form&amp;ular als JSON kopieren</translation>
        </message>
        <message>
            <source>Fi&amp;nd jobs</source>
            <translation>Jobs &amp;finden</translation>
        </message>
        <message>
            <source>&amp;Curve</source>
            <translation>&amp;Kurve</translation>
        </message>
        <message>
            <source>&amp;Samples</source>
            <translation>&amp;Samples</translation>
        </message>
        <message>
            <source>&amp;Attack</source>
            <translation>Angri&amp;ff</translation>
        </message>
        <message>
            <source>C&amp;lasses</source>
            <translation>K&amp;lassen</translation>
        </message>
        <message>
            <source>L&amp;og</source>
            <translation>&amp;Protokoll</translation>
        </message>
        <message>
            <source>Draw onl&amp;y these curves</source>
            <translation>Nur &amp;diese Kurven zeichnen</translation>
        </message>
        <message>
            <source>Select the jobs.</source>
            <translation>Die Jobs auswählen.</translation>
        </message>
        <message>
            <source>tick untick others overlay alone</source>
            <translation>anhaken andere übereinander allein</translation>
        </message>
        <message>
            <source>&amp;Next part of the window</source>
            <translation>&amp;Nächster Teil des Fensters</translation>
        </message>
        <message>
            <source>&amp;Previous part of the window</source>
            <translation>&amp;Voriger Teil des Fensters</translation>
        </message>
        <message>
            <source>&amp;Evaluation form</source>
            <translation>Aus&amp;wertungsformular</translation>
        </message>
        <message>
            <source>show hide panel dock</source>
            <translation>zeigen verbergen Bereich einblenden ausblenden</translation>
        </message>
        <message>
            <source>&amp;Details</source>
            <translation>D&amp;etails</translation>
        </message>
        <message>
            <source>&amp;Jobs table</source>
            <translation>&amp;Jobtabelle</translation>
        </message>
        <message>
            <source>&amp;Toolbar</source>
            <translation>Werk&amp;zeugleiste</translation>
        </message>
        <message>
            <source>Add to &amp;queue</source>
            <translation>In die &amp;Warteschlange</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>&amp;Anhalten</translation>
        </message>
        <message>
            <source>Select a job that waits or runs.</source>
            <translation>Einen wartenden oder laufenden Job auswählen.</translation>
        </message>
        <message>
            <source>R&amp;esume</source>
            <translation>&amp;Fortsetzen</translation>
        </message>
        <message>
            <source>Select a job that was stopped, interrupted or failed.</source>
            <translation>Einen angehaltenen, unterbrochenen oder fehlgeschlagenen Job auswählen.</translation>
        </message>
        <message>
            <source>Run &amp;again</source>
            <translation>E&amp;rneut ausführen</translation>
        </message>
        <message>
            <source>Select a job.</source>
            <translation>Einen Job auswählen.</translation>
        </message>
        <message>
            <source>Run with &amp;changes</source>
            <translation>&amp;Mit Änderungen ausführen</translation>
        </message>
        <message>
            <source>C&amp;ompare</source>
            <translation>&amp;Vergleichen</translation>
        </message>
        <message>
            <source>Select 2 to 10 finished jobs.</source>
            <translation>2 bis 10 fertige Jobs auswählen.</translation>
        </message>
        <message>
            <source>Combine into &amp;worst case</source>
            <translation>Zum schlimmsten Fall &amp;zusammenfassen</translation>
        </message>
        <message>
            <source>Select two or more finished jobs.</source>
            <translation>Zwei oder mehr fertige Jobs auswählen.</translation>
        </message>
        <message>
            <source>Run &amp;next</source>
            <translation>Als &amp;Nächstes ausführen</translation>
        </message>
        <message>
            <source>Select one job that waits.</source>
            <translation>Einen wartenden Job auswählen.</translation>
        </message>
        <message>
            <source>Run earl&amp;ier</source>
            <translation>Frü&amp;her ausführen</translation>
        </message>
        <message>
            <source>Run &amp;later</source>
            <translation>&amp;Später ausführen</translation>
        </message>
        <message>
            <source>&amp;Pause queue</source>
            <translation>Warteschlan&amp;ge pausieren</translation>
        </message>
        <message>
            <source>&amp;Rename</source>
            <translation>&amp;Umbenennen</translation>
        </message>
        <message>
            <source>Select one job.</source>
            <translation>Einen Job auswählen.</translation>
        </message>
        <message>
            <source>Edit ta&amp;gs and notes</source>
            <translation>Sch&amp;lagwörter und Notizen bearbeiten</translation>
        </message>
        <message>
            <source>Open &amp;folder</source>
            <translation>&amp;Ordner öffnen</translation>
        </message>
        <message>
            <source>Re&amp;move</source>
            <translation>En&amp;tfernen</translation>
        </message>
        <message>
            <source>Searc&amp;h jobs and actions …</source>
            <translation>Jobs und Aktionen &amp;suchen …</translation>
        </message>
        <message>
            <source>&amp;Make a dataset …</source>
            <translation>&amp;Datensatz erstellen …</translation>
        </message>
        <message>
            <source>&amp;Disk use …</source>
            <translation>Speicher&amp;belegung …</translation>
        </message>
        <message>
            <source>&amp;Settings …</source>
            <translation>&amp;Einstellungen …</translation>
        </message>
        <message>
            <source>appearance theme dark light language options preferences memory jobs at once</source>
            <translation>Darstellung Thema dunkel hell Sprache Optionen Speicher Jobs gleichzeitig</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>Been&amp;den</translation>
        </message>
        <message>
            <source>&amp;User guide</source>
            <translation>&amp;Benutzerhandbuch</translation>
        </message>
        <message>
            <source>&amp;Keyboard shortcuts</source>
            <translation>&amp;Tastenkürzel</translation>
        </message>
        <message>
            <source>&amp;What is new</source>
            <translation>&amp;Was ist neu</translation>
        </message>
        <message>
            <source>&amp;Self-test …</source>
            <translation>&amp;Selbsttest …</translation>
        </message>
        <message>
            <source>&amp;About PandaVision</source>
            <translation>Übe&amp;r PandaVision</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>&amp;Datei</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>&amp;Ansicht</translation>
        </message>
        <message>
            <source>&amp;Jobs</source>
            <translation>&amp;Jobs</translation>
        </message>
        <message>
            <source>&amp;Tools</source>
            <translation>E&amp;xtras</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
    </context>
    <context>
        <name>AboutDialog</name>
        <message>
            <source>About PandaVision</source>
            <translation>Über PandaVision</translation>
        </message>
        <message>
            <source>Library</source>
            <translation>Bibliothek</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>Version</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>Lizenz</translation>
        </message>
        <message>
            <source>see its files</source>
            <translation>siehe ihre Dateien</translation>
        </message>
        <message>
            <source>&amp;Licence text</source>
            <translation>&amp;Lizenztext</translation>
        </message>
        <message>
            <source>&amp;All licences</source>
            <translation>&amp;Alle Lizenzen</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>&amp;Kopieren</translation>
        </message>
        <message>
            <source>Licence of {name}</source>
            <translation>Lizenz von {name}</translation>
        </message>
        <message>
            <source>Licences of all that this program holds</source>
            <translation>Lizenzen von allem, was dieses Programm enthält</translation>
        </message>
        <message>
            <source>PandaVision {version}</source>
            <translation>PandaVision {version}</translation>
        </message>
        <message>
            <source>How far can an attacker bend the inputs of an image classifier before it fails? A result is an upper bound on robust accuracy under the attack that was run, not a proof. Nothing leaves this machine.</source>
            <translation>Wie weit kann ein Angreifer die Eingaben eines Bildklassifikators verbiegen, bis er versagt? Ein Ergebnis ist eine obere Schranke der robusten Genauigkeit unter dem ausgeführten Angriff, kein Beweis. Nichts verlässt diesen Rechner.</translation>
        </message>
        <message>
            <source>MIT licence. The icons are Material Design Icons, Apache-2.0.</source>
            <translation>MIT-Lizenz. Die Symbole sind Material Design Icons, Apache-2.0.</translation>
        </message>
        <message>
            <source>Libraries and their licences</source>
            <translation>Bibliotheken und ihre Lizenzen</translation>
        </message>
    </context>
    <context>
        <name>Adding</name>
        <message>
            <source>Adding it to the queue again …</source>
            <translation>Wird erneut in die Warteschlange gestellt …</translation>
        </message>
    </context>
    <context>
        <name>AdvancedSection</name>
        <message>
            <source>Advanced</source>
            <translation>Erweitert</translation>
        </message>
        <message>
            <source>Adva&amp;nced</source>
            <translation>Erwe&amp;itert</translation>
        </message>
        <message>
            <source>Class names</source>
            <translation>Klassennamen</translation>
        </message>
        <message>
            <source>Target class</source>
            <translation>Zielklasse</translation>
        </message>
        <message>
            <source>Input range</source>
            <translation>Eingabebereich</translation>
        </message>
        <message>
            <source>Name of the job</source>
            <translation>Name des Jobs</translation>
        </message>
        <message>
            <source>Order of the axes</source>
            <translation>Reihenfolge der Achsen</translation>
        </message>
        <message>
            <source>Channels</source>
            <translation>Kanäle</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>Gerät</translation>
        </message>
        <message>
            <source>Batch size</source>
            <translation>Stapelgröße</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Startwert</translation>
        </message>
        <message>
            <source>Time limit in seconds</source>
            <translation>Zeitgrenze in Sekunden</translation>
        </message>
        <message>
            <source>Auto</source>
            <translation>Automatisch</translation>
        </message>
        <message>
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <source>CUDA</source>
            <translation>CUDA</translation>
        </message>
        <message>
            <source>auto</source>
            <translation>automatisch</translation>
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
    </context>
    <context>
        <name>Announcements</name>
        <message>
            <source>The job “{name}” of “{file}” is here already, unchanged: it is selected.</source>
            <translation>Der Job „{name}“ aus „{file}“ ist schon hier, unverändert: Er ist ausgewählt.</translation>
        </message>
        <message>
            <source>Took in the job “{name}” from “{file}”.</source>
            <translation>Den Job „{name}“ aus „{file}“ aufgenommen.</translation>
        </message>
        <message>
            <source>All {count} jobs of these archives are here already, unchanged.</source>
            <translation>Alle {count} Jobs dieser Archive sind schon hier, unverändert.</translation>
        </message>
        <message>
            <source>Took in {count} jobs from archives.</source>
            <translation>{count} Jobs aus Archiven aufgenommen.</translation>
        </message>
        <message>
            <source>{n} more are here already, unchanged.</source>
            <translation>{n} weitere sind schon hier, unverändert.</translation>
        </message>
        <message>
            <source>The same evaluation has finished already: “{name}” ({when}).</source>
            <translation>Dieselbe Auswertung ist schon fertig: „{name}“ ({when}).</translation>
        </message>
        <message>
            <source>{count} of the new evaluations have finished already: {names}.</source>
            <translation>{count} der neuen Auswertungen sind schon fertig: {names}.</translation>
        </message>
        <message>
            <source>It shows the curve {names}.</source>
            <translation>Sie zeigt die Kurve {names}.</translation>
        </message>
        <message>
            <source>It shows {count} curves: {names}.</source>
            <translation>Sie zeigt {count} Kurven: {names}.</translation>
        </message>
        <message>
            <source>Left out, because unfinished: {names}.</source>
            <translation>Weggelassen, weil nicht fertig: {names}.</translation>
        </message>
        <message>
            <source>It holds the first {kept} of {total} samples: of the others a job keeps no pictures. Their figures are in the sample table.</source>
            <translation>Sie enthält die ersten {kept} von {total} Samples: Von den anderen bewahrt ein Job keine Bilder auf. Ihre Zahlen stehen in der Sample-Tabelle.</translation>
        </message>
        <message>
            <source>The job “{name}” was interrupted when the program ended.</source>
            <translation>Der Job „{name}“ wurde unterbrochen, als das Programm endete.</translation>
        </message>
        <message>
            <source>{count} jobs were interrupted when the program ended.</source>
            <translation>{count} Jobs wurden unterbrochen, als das Programm endete.</translation>
        </message>
        <message>
            <source>The queue is still paused: no waiting job starts.</source>
            <translation>Die Warteschlange ist noch pausiert: Kein wartender Job beginnt.</translation>
        </message>
        <message>
            <source>The queue is paused: what runs goes on to its end, nothing else starts.</source>
            <translation>Die Warteschlange ist pausiert: Was läuft, läuft zu Ende; sonst beginnt nichts.</translation>
        </message>
        <message>
            <source>Removed the job “{name}”.</source>
            <translation>Den Job „{name}“ entfernt.</translation>
        </message>
        <message>
            <source>Removed {count} jobs.</source>
            <translation>{count} Jobs entfernt.</translation>
        </message>
        <message>
            <source>Saved as {path}</source>
            <translation>Gespeichert als {path}</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <source>Open file</source>
            <translation>Datei öffnen</translation>
        </message>
        <message>
            <source>{count} jobs saved in {path}, one file each</source>
            <translation>{count} Jobs in {path} gespeichert, je eine Datei</translation>
        </message>
        <message>
            <source>“{name}” is made of {count} jobs: it is selected.</source>
            <translation>„{name}“ ist aus {count} Jobs zusammengefasst und ausgewählt.</translation>
        </message>
        <message>
            <source>Something went wrong in the window itself. It goes on, and so do the jobs.</source>
            <translation>Im Fenster selbst ist etwas schiefgegangen. Es läuft weiter, und die Jobs auch.</translation>
        </message>
        <message>
            <source>Something went wrong in the program itself the last time it ran.</source>
            <translation>Im Programm selbst ist beim letzten Mal etwas schiefgegangen.</translation>
        </message>
        <message>
            <source>A report was written on this machine; nothing was sent.</source>
            <translation>Ein Bericht wurde auf diesem Rechner geschrieben; nichts wurde gesendet.</translation>
        </message>
        <message>
            <source>Show the report</source>
            <translation>Bericht zeigen</translation>
        </message>
        <message>
            <source>Delete it</source>
            <translation>Löschen</translation>
        </message>
        <message>
            <source>What was finished is kept; resuming goes on from there.</source>
            <translation>Was fertig war, ist erhalten; Fortsetzen macht dort weiter.</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Fortsetzen</translation>
        </message>
        <message>
            <source>It stays so until you continue it, also after a restart.</source>
            <translation>So bleibt es, bis sie fortgesetzt wird, auch nach einem Neustart.</translation>
        </message>
        <message>
            <source>Continue queue</source>
            <translation>Warteschlange fortsetzen</translation>
        </message>
        <message>
            <source>The queue goes on.</source>
            <translation>Die Warteschlange geht weiter.</translation>
        </message>
        <message>
            <source>Gone for good when the program ends.</source>
            <translation>Endgültig weg, wenn das Programm endet.</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <source>Show it</source>
            <translation>Zeigen</translation>
        </message>
        <message>
            <source>Show them</source>
            <translation>Alle zeigen</translation>
        </message>
        <message>
            <source>Remove the new one</source>
            <translation>Neuen entfernen</translation>
        </message>
        <message>
            <source>Remove the new ones</source>
            <translation>Neue entfernen</translation>
        </message>
    </context>
    <context>
        <name>AttackSection</name>
        <message>
            <source>Attack</source>
            <translation>Angriff</translation>
        </message>
        <message>
            <source>&amp;Attack</source>
            <translation>Angri&amp;ff</translation>
        </message>
        <message>
            <source>FEVJHMDOSPRUANQL</source>
            <translation>DBAJXHMNOSRVEFWIKLZ</translation>
        </message>
        <message>
            <source>not used</source>
            <translation>unbenutzt</translation>
        </message>
    </context>
    <context>
        <name>AttackTab</name>
        <message>
            <source>Select a finished job: how its attack went is shown here.</source>
            <translation>Einen fertigen Job auswählen: Hier wird gezeigt, wie sein Angriff verlief.</translation>
        </message>
        <message>
            <source>What each stage of the attack broke, and the attack on any sample pass by pass, are shown here once the job has finished.</source>
            <translation>Was jede Stufe des Angriffs gekippt hat, und der Angriff auf ein beliebiges Sample Durchlauf für Durchlauf, wird hier gezeigt, sobald der Job fertig ist.</translation>
        </message>
    </context>
    <context>
        <name>AttackView</name>
        <message>
            <source>Sample whose attack is replayed</source>
            <translation>Sample, dessen Angriff nachgespielt wird</translation>
        </message>
        <message>
            <source>What is drawn over the passes</source>
            <translation>Was über den Durchläufen gezeichnet wird</translation>
        </message>
        <message>
            <source>Row of the dataset</source>
            <translation>Zeile des Datensatzes</translation>
        </message>
        <message>
            <source>Logit difference</source>
            <translation>Logit-Differenz</translation>
        </message>
        <message>
            <source>Cross-entropy</source>
            <translation>Kreuzentropie</translation>
        </message>
        <message>
            <source>What each stage broke</source>
            <translation>Was jede Stufe gekippt hat</translation>
        </message>
        <message>
            <source>One sample, pass by pass</source>
            <translation>Ein Sample, Durchlauf für Durchlauf</translation>
        </message>
        <message>
            <source>Sample number …</source>
            <translation>Sample Nummer …</translation>
        </message>
        <message>
            <source>Replaying: {stage} …</source>
            <translation>Wird nachgespielt: {stage} …</translation>
        </message>
        <message>
            <source>Choose a sample and replay the attack on it: how wrong the model was and how far the attack had gone are drawn here, pass by pass.</source>
            <translation>Ein Sample wählen und den Angriff darauf nachspielen: Wie falsch das Modell lag und wie weit der Angriff gegangen war, wird hier Durchlauf für Durchlauf gezeichnet.</translation>
        </message>
        <message>
            <source>Noise and corruptions are drawn, not searched for: there is no chain of points to replay.</source>
            <translation>Rauschen und Störungen werden gezogen, nicht gesucht: Es gibt keine Folge von Punkten zum Nachspielen.</translation>
        </message>
        <message>
            <source>Another program ran this attack: there is no chain of points to replay.</source>
            <translation>Ein anderes Programm hat diesen Angriff ausgeführt: Es gibt keine Folge von Punkten zum Nachspielen.</translation>
        </message>
        <message>
            <source>This job is made of others, or its attack has no chain of points that could be replayed.</source>
            <translation>Dieser Job ist aus anderen zusammengesetzt, oder sein Angriff hat keine Folge von Punkten, die sich nachspielen ließe.</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <translation>Angehalten.</translation>
        </message>
        <message>
            <source>Replaying …</source>
            <translation>Wird nachgespielt …</translation>
        </message>
        <message>
            <source>Sample {n} is not in this job.</source>
            <translation>Sample {n} ist nicht in diesem Job.</translation>
        </message>
        <message>
            <source>The nearest of this job: {numbers}.</source>
            <translation>Die nächsten dieses Jobs: {numbers}.</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <source>Replay the attack</source>
            <translation>Angriff nachspielen</translation>
        </message>
        <message>
            <source>This sample was wrong without a perturbation: the attack passed it over.</source>
            <translation>Dieses Sample war schon ohne Störung falsch: Der Angriff hat es übergangen.</translation>
        </message>
        <message>
            <source>Logit difference: best wrong class − true class (above 0: wrong)</source>
            <translation>Logit-Differenz: beste falsche Klasse − wahre Klasse (über 0: falsch)</translation>
        </message>
        <message>
            <source>Logit difference (above 0: wrong)</source>
            <translation>Logit-Differenz (über 0: falsch)</translation>
        </message>
        <message>
            <source>Cross-entropy of the true class, nats</source>
            <translation>Kreuzentropie der wahren Klasse, Nats</translation>
        </message>
        <message>
            <source>Cross-entropy, nats</source>
            <translation>Kreuzentropie, Nats</translation>
        </message>
        <message>
            <source>Size of the perturbation, {unit} (dashed: smallest that was found)</source>
            <translation>Größe der Störung, {unit} (gestrichelt: kleinste gefundene)</translation>
        </message>
        <message>
            <source>Size (dashed: smallest that was found)</source>
            <translation>Größe (gestrichelt: kleinste gefundene)</translation>
        </message>
        <message>
            <source>Stage {n}</source>
            <translation>Stufe {n}</translation>
        </message>
        <message>
            <source>Check of the search's assumption</source>
            <translation>Prüfung der Annahme der Suche</translation>
        </message>
        <message>
            <source>Check</source>
            <translation>Prüfung</translation>
        </message>
        <message>
            <source>Pass {number}: size {size}, logit difference {lead}, cross-entropy {loss}</source>
            <translation>Durchlauf {number}: Größe {size}, Logit-Differenz {lead}, Kreuzentropie {loss}</translation>
        </message>
        <message>
            <source> The first {kept} of {made} passes are drawn.</source>
            <translation> Gezeichnet sind die ersten {kept} von {made} Durchläufen.</translation>
        </message>
        <message>
            <source>The replay found the same.</source>
            <translation>Das Nachspielen fand dasselbe.</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>nichts</translation>
        </message>
        <message>
            <source>The replay found {found}: alone in its batch, the last bits are others.</source>
            <translation>Das Nachspielen fand {found}: Allein in seinem Stapel sind die letzten Bits andere.</translation>
        </message>
        <message>
            <source>{total} passes through the model: {attack} of the attack, {check} to check its assumption, {agreement} to compare the converted model before it. ONNX Runtime answered {confirmation} times.</source>
            <translation>{total} Durchläufe durch das Modell: {attack} des Angriffs, {check} zur Prüfung seiner Annahme, {agreement} zum Vergleich des umgewandelten Modells davor. ONNX Runtime hat {confirmation}-mal geantwortet.</translation>
        </message>
        <message>
            <source>{total} passes through the model: {attack} of the attack, {agreement} to compare the converted model before it. ONNX Runtime answered {confirmation} times.</source>
            <translation>{total} Durchläufe durch das Modell: {attack} des Angriffs, {agreement} zum Vergleich des umgewandelten Modells davor. ONNX Runtime hat {confirmation}-mal geantwortet.</translation>
        </message>
    </context>
    <context>
        <name>Attacks</name>
        <message>
            <source>Standard (momentum PGD, two stages)</source>
            <translation>Standard (PGD mit Impuls, zwei Stufen)</translation>
        </message>
        <message>
            <source>Momentum PGD on cross-entropy from four times the largest value downwards, then on the margin loss from the largest value downwards.</source>
            <translation>PGD mit Impuls auf die Kreuzentropie vom Vierfachen des größten Werts abwärts, dann auf den Abstand (Margin) vom größten Wert abwärts.</translation>
        </message>
        <message>
            <source>Standard</source>
            <translation>Standard</translation>
        </message>
        <message>
            <source>Thorough (four stages, a fifth in doubt)</source>
            <translation>Gründlich (vier Stufen, im Zweifel eine fünfte)</translation>
        </message>
        <message>
            <source>The stages of Standard, then momentum PGD on the margin from random squares and Auto-PGD on DLR, both from four times the largest value downwards: each only on what still stands. Where one of these two finds what came before it did not, Square Attack goes on without gradients (in L∞ and L2).</source>
            <translation>Die Stufen von „Standard“, dann PGD mit Impuls auf den Abstand ab zufälligen Quadraten und Auto-PGD auf DLR, beide vom Vierfachen des größten Werts abwärts: jede nur auf das, was noch standhält. Wo eine der beiden findet, was den vorigen entging, macht Square Attack ohne Gradienten weiter (in L∞ und L2).</translation>
        </message>
        <message>
            <source>Thorough</source>
            <translation>Gründlich</translation>
        </message>
        <message>
            <source>Momentum PGD (L∞)</source>
            <translation>PGD mit Impuls (L∞)</translation>
        </message>
        <message>
            <source>Projected gradient ascent with momentum and a step that falls along half a cosine.</source>
            <translation>Projizierter Gradientenanstieg mit Impuls und einer Schrittweite, die entlang eines halben Kosinus fällt.</translation>
        </message>
        <message>
            <source>Momentum PGD</source>
            <translation>PGD mit Impuls</translation>
        </message>
        <message>
            <source>Momentum PGD (L2)</source>
            <translation>PGD mit Impuls (L2)</translation>
        </message>
        <message>
            <source>Momentum PGD (L1)</source>
            <translation>PGD mit Impuls (L1)</translation>
        </message>
        <message>
            <source>PGD (L∞)</source>
            <translation>PGD (L∞)</translation>
        </message>
        <message>
            <source>Projected gradient ascent on cross-entropy with a constant step.</source>
            <translation>Projizierter Gradientenanstieg auf die Kreuzentropie mit gleichbleibender Schrittweite.</translation>
        </message>
        <message>
            <source>PGD</source>
            <translation>PGD</translation>
        </message>
        <message>
            <source>PGD (L2)</source>
            <translation>PGD (L2)</translation>
        </message>
        <message>
            <source>PGD (L1)</source>
            <translation>PGD (L1)</translation>
        </message>
        <message>
            <source>Auto-PGD (L∞)</source>
            <translation>Auto-PGD (L∞)</translation>
        </message>
        <message>
            <source>Projected gradient ascent with momentum that halves its step where the loss stops rising, and goes on from the best point.</source>
            <translation>Projizierter Gradientenanstieg mit Impuls, der seine Schrittweite halbiert, wo der Verlust nicht mehr steigt, und vom besten Punkt weitergeht.</translation>
        </message>
        <message>
            <source>Auto-PGD</source>
            <translation>Auto-PGD</translation>
        </message>
        <message>
            <source>Auto-PGD (L2)</source>
            <translation>Auto-PGD (L2)</translation>
        </message>
        <message>
            <source>Auto-PGD (L1)</source>
            <translation>Auto-PGD (L1)</translation>
        </message>
        <message>
            <source>FGSM (L∞)</source>
            <translation>FGSM (L∞)</translation>
        </message>
        <message>
            <source>One step to the edge of the ball along the sign of the gradient: quick, and weak.</source>
            <translation>Ein Schritt zum Rand der Kugel entlang des Vorzeichens des Gradienten: schnell und schwach.</translation>
        </message>
        <message>
            <source>FGSM</source>
            <translation>FGSM</translation>
        </message>
        <message>
            <source>Square Attack (L∞)</source>
            <translation>Square Attack (L∞)</translation>
        </message>
        <message>
            <source>Random search by squares, without gradients: for models that have none, and where gradients lead nowhere.</source>
            <translation>Zufallssuche mit Quadraten, ohne Gradienten: für Modelle, die keine haben, und wo Gradienten nicht weiterführen.</translation>
        </message>
        <message>
            <source>Square Attack</source>
            <translation>Square Attack</translation>
        </message>
        <message>
            <source>Square Attack (L2)</source>
            <translation>Square Attack (L2)</translation>
        </message>
        <message>
            <source>Fast minimum norm (L∞)</source>
            <translation>Schnelle kleinste Norm (L∞)</translation>
        </message>
        <message>
            <source>Looks for the nearest example of each sample: gradient steps on the margin inside a ball that follows the decision boundary.</source>
            <translation>Sucht zu jedem Sample das nächste Beispiel: Gradientenschritte auf den Abstand in einer Kugel, die der Entscheidungsgrenze folgt.</translation>
        </message>
        <message>
            <source>Fast minimum norm</source>
            <translation>Schnelle kleinste Norm</translation>
        </message>
        <message>
            <source>Fast minimum norm (L2)</source>
            <translation>Schnelle kleinste Norm (L2)</translation>
        </message>
        <message>
            <source>Fast minimum norm (L1)</source>
            <translation>Schnelle kleinste Norm (L1)</translation>
        </message>
        <message>
            <source>Fast minimum norm (L0)</source>
            <translation>Schnelle kleinste Norm (L0)</translation>
        </message>
        <message>
            <source>DDN (L2)</source>
            <translation>DDN (L2)</translation>
        </message>
        <message>
            <source>Looks for the nearest example of each sample: gradients on cross-entropy decide the direction, and the length follows the decision boundary.</source>
            <translation>Sucht zu jedem Sample das nächste Beispiel: Gradienten der Kreuzentropie bestimmen die Richtung, und die Länge folgt der Entscheidungsgrenze.</translation>
        </message>
        <message>
            <source>DDN</source>
            <translation>DDN</translation>
        </message>
        <message>
            <source>Carlini and Wagner (L2)</source>
            <translation>Carlini und Wagner (L2)</translation>
        </message>
        <message>
            <source>Looks for the nearest example of each sample: minimises length and margin together, and searches the weight between them. Thorough, and slow.</source>
            <translation>Sucht zu jedem Sample das nächste Beispiel: minimiert Länge und Abstand zusammen und sucht das Gewicht zwischen beiden. Gründlich und langsam.</translation>
        </message>
        <message>
            <source>Carlini and Wagner</source>
            <translation>Carlini und Wagner</translation>
        </message>
        <message>
            <source>DeepFool</source>
            <translation>DeepFool</translation>
        </message>
        <message>
            <source>Steps to the nearest boundary, taken as linear, and ends with the first example: quick, and an optimistic bound.</source>
            <translation>Geht zur nächsten, als linear angenommenen Grenze und endet mit dem ersten Beispiel: schnell und eine optimistische Schranke.</translation>
        </message>
        <message>
            <source>HopSkipJump</source>
            <translation>HopSkipJump</translation>
        </message>
        <message>
            <source>Looks for the nearest example by the model's decisions alone: for models without gradients. Takes tens of thousands of queries for a sample. Up to 8 samples are attacked side by side, and a stop gives up those that are not finished.</source>
            <translation>Sucht das nächste Beispiel allein mit den Entscheidungen des Modells: für Modelle ohne Gradienten. Braucht Zehntausende Anfragen für ein Sample. Bis zu 8 Samples werden nebeneinander angegriffen, und ein Stopp gibt die auf, die nicht fertig sind.</translation>
        </message>
        <message>
            <source>Boundary Attack (L2)</source>
            <translation>Boundary Attack (L2)</translation>
        </message>
        <message>
            <source>Walks at random along the boundary, by the model's decisions alone. HopSkipJump comes nearer with as many queries. Up to 8 samples are attacked side by side, and a stop gives up those that are not finished.</source>
            <translation>Wandert zufällig an der Grenze entlang, allein nach den Entscheidungen des Modells. HopSkipJump kommt mit ebenso vielen Anfragen näher heran. Bis zu 8 Samples werden nebeneinander angegriffen, und ein Stopp gibt die auf, die nicht fertig sind.</translation>
        </message>
        <message>
            <source>Boundary Attack</source>
            <translation>Boundary Attack</translation>
        </message>
        <message>
            <source>Uniform noise (L∞)</source>
            <translation>Gleichverteiltes Rauschen (L∞)</translation>
        </message>
        <message>
            <source>One independent draw of uniform noise per sample and value: not a worst case, so the curve may rise.</source>
            <translation>Eine unabhängige Ziehung gleichverteilten Rauschens je Sample und Wert: kein schlimmster Fall, die Kurve kann also steigen.</translation>
        </message>
        <message>
            <source>Uniform noise</source>
            <translation>Gleichverteiltes Rauschen</translation>
        </message>
        <message>
            <source>Uniform noise (L2)</source>
            <translation>Gleichverteiltes Rauschen (L2)</translation>
        </message>
        <message>
            <source>One independent draw per sample and value, uniform in the Euclidean ball: not a worst case, so the curve may rise.</source>
            <translation>Eine unabhängige Ziehung je Sample und Wert, gleichverteilt in der euklidischen Kugel: kein schlimmster Fall, die Kurve kann also steigen.</translation>
        </message>
        <message>
            <source>Gaussian noise</source>
            <translation>Gaußsches Rauschen</translation>
        </message>
        <message>
            <source>Normal noise on every element; the severity is its standard deviation as a fraction of the input range. What leaves the range is cut off. One independent draw per sample and value: not a worst case, so the curve may rise.</source>
            <translation>Normalverteiltes Rauschen auf jedem Element; die Stärke ist seine Standardabweichung als Anteil des Eingabebereichs. Was den Bereich verlässt, wird abgeschnitten. Eine unabhängige Ziehung je Sample und Wert: kein schlimmster Fall, die Kurve kann also steigen.</translation>
        </message>
        <message>
            <source>Gaussian blur</source>
            <translation>Gaußsche Unschärfe</translation>
        </message>
        <message>
            <source>A Gaussian blur; the severity is its standard deviation as a fraction of the picture's shorter side. Beyond the edge the picture goes on as at the edge. No search: not a worst case, so the curve may rise.</source>
            <translation>Eine gaußsche Unschärfe; die Stärke ist ihre Standardabweichung als Anteil der kürzeren Seite des Bildes. Jenseits des Rands geht das Bild weiter wie am Rand. Keine Suche: kein schlimmster Fall, die Kurve kann also steigen.</translation>
        </message>
        <message>
            <source>Contrast</source>
            <translation>Kontrast</translation>
        </message>
        <message>
            <source>Every element moves towards the mean of its channel; the severity is the share of the way: at 1 each channel is a single tone. No search: not a worst case, so the curve may rise.</source>
            <translation>Jedes Element rückt auf den Mittelwert seines Kanals zu; die Stärke ist der Anteil des Wegs: Bei 1 ist jeder Kanal ein einziger Ton. Keine Suche: kein schlimmster Fall, die Kurve kann also steigen.</translation>
        </message>
        <message>
            <source>Salt &amp; pepper</source>
            <translation>Salz &amp; Pfeffer</translation>
        </message>
        <message>
            <source>Each element, with the severity as its chance, becomes the upper or the lower end of the input range, either as likely. One independent draw per sample and value: not a worst case, so the curve may rise.</source>
            <translation>Jedes Element wird, mit der Stärke als Wahrscheinlichkeit, zum oberen oder unteren Ende des Eingabebereichs, beides gleich wahrscheinlich. Eine unabhängige Ziehung je Sample und Wert: kein schlimmster Fall, die Kurve kann also steigen.</translation>
        </message>
        <message>
            <source>Brightness</source>
            <translation>Helligkeit</translation>
        </message>
        <message>
            <source>The same amount is added to all elements, or taken from them, either as likely; the severity is that amount as a fraction of the input range. What leaves the range is cut off. One independent draw per sample and value: not a worst case, so the curve may rise.</source>
            <translation>Zu allen Elementen kommt derselbe Betrag hinzu oder wird abgezogen, beides gleich wahrscheinlich; die Stärke ist dieser Betrag als Anteil des Eingabebereichs. Was den Bereich verlässt, wird abgeschnitten. Eine unabhängige Ziehung je Sample und Wert: kein schlimmster Fall, die Kurve kann also steigen.</translation>
        </message>
        <message>
            <source>Rotation</source>
            <translation>Drehung</translation>
        </message>
        <message>
            <source>The picture is turned about its middle, to the left or to the right, either as likely, by the severity × 180°; bilinear, and beyond the edge it goes on as at the edge. One independent draw per sample and value: not a worst case, so the curve may rise.</source>
            <translation>Das Bild wird um seine Mitte gedreht, nach links oder rechts, beides gleich wahrscheinlich, um die Stärke × 180°; bilinear, und jenseits des Rands geht es weiter wie am Rand. Eine unabhängige Ziehung je Sample und Wert: kein schlimmster Fall, die Kurve kann also steigen.</translation>
        </message>
        <message>
            <source>Shift</source>
            <translation>Verschiebung</translation>
        </message>
        <message>
            <source>The picture is moved in a random direction by the severity × its height and width; bilinear, and beyond the edge it goes on as at the edge. One independent draw per sample and value: not a worst case, so the curve may rise.</source>
            <translation>Das Bild wird in zufälliger Richtung um die Stärke × seine Höhe und Breite verschoben; bilinear, und jenseits des Rands geht es weiter wie am Rand. Eine unabhängige Ziehung je Sample und Wert: kein schlimmster Fall, die Kurve kann also steigen.</translation>
        </message>
        <message>
            <source>Transfer (from a second model)</source>
            <translation>Transfer (von einem zweiten Modell)</translation>
        </message>
        <message>
            <source>The stages of Standard on a second model, whose gradients they follow; an example counts where the model under test is fooled by it, too. That one is only asked for its answers.</source>
            <translation>Die Stufen von „Standard“ auf einem zweiten Modell, dessen Gradienten sie folgen; ein Beispiel zählt, wenn es auch das geprüfte Modell täuscht. Dieses wird nur nach seinen Antworten gefragt.</translation>
        </message>
        <message>
            <source>Transfer</source>
            <translation>Transfer</translation>
        </message>
        <message>
            <source>SecML 0.15: PGD</source>
            <translation>SecML 0.15: PGD</translation>
        </message>
        <message>
            <source>The PGD of SecML 0.15 (CFoolboxPGD), run by SecML itself, as the PandaVision server runs it. Slow: one sample at a time, and 7 to 60 times as long as the program's own attack; for comparing on few samples. Needs SecML 0.15 (`pandavision secml-classic install`).</source>
            <translation>Das PGD von SecML 0.15 (CFoolboxPGD), von SecML selbst ausgeführt, wie es der PandaVision-Server tut. Langsam: ein Sample nach dem anderen, und 7- bis 60-mal so lang wie der eigene Angriff des Programms; zum Vergleich auf wenigen Samples. Braucht SecML 0.15 (`pandavision secml-classic install`).</translation>
        </message>
        <message>
            <source>SecML 0.15: CW (L2)</source>
            <translation>SecML 0.15: CW (L2)</translation>
        </message>
        <message>
            <source>The attack of Carlini and Wagner of SecML 0.15 (CFoolboxL2CarliniWagner), run by SecML itself, as the PandaVision server runs it. Slow: one sample at a time, and 7 to 60 times as long as the program's own attack; for comparing on few samples. Needs SecML 0.15 (`pandavision secml-classic install`).</source>
            <translation>Der Angriff von Carlini und Wagner aus SecML 0.15 (CFoolboxL2CarliniWagner), von SecML selbst ausgeführt, wie es der PandaVision-Server tut. Langsam: ein Sample nach dem anderen, und 7- bis 60-mal so lang wie der eigene Angriff des Programms; zum Vergleich auf wenigen Samples. Braucht SecML 0.15 (`pandavision secml-classic install`).</translation>
        </message>
        <message>
            <source>SecML 0.15: CW</source>
            <translation>SecML 0.15: CW</translation>
        </message>
        <message>
            <source>SecML 0.15: its own PGD</source>
            <translation>SecML 0.15: eigenes PGD</translation>
        </message>
        <message>
            <source>The projected gradient descent that SecML 0.15 has itself (CAttackEvasionPGD), on the difference of scores. Slow: one sample at a time, and 7 to 60 times as long as the program's own attack; for comparing on few samples. Needs SecML 0.15 (`pandavision secml-classic install`).</source>
            <translation>Der projizierte Gradientenabstieg, den SecML 0.15 selbst hat (CAttackEvasionPGD), auf der Differenz der Klassenwerte. Langsam: ein Sample nach dem anderen, und 7- bis 60-mal so lang wie der eigene Angriff des Programms; zum Vergleich auf wenigen Samples. Braucht SecML 0.15 (`pandavision secml-classic install`).</translation>
        </message>
        <message>
            <source>Worst case (of finished jobs)</source>
            <translation>Schlimmster Fall (aus fertigen Jobs)</translation>
        </message>
        <message>
            <source>For each sample the nearest example that any of several finished jobs found: attacks differ in which samples they break.</source>
            <translation>Zu jedem Sample das nächste Beispiel, das einer von mehreren fertigen Jobs fand: Angriffe unterscheiden sich darin, welche Samples sie kippen.</translation>
        </message>
        <message>
            <source>Worst case</source>
            <translation>Schlimmster Fall</translation>
        </message>
        <message>
            <source>Normal noise on every element; the severity is its standard deviation as a fraction of the input range. What leaves the range is cut off.</source>
            <translation>Normalverteiltes Rauschen auf jedem Element; die Stärke ist seine Standardabweichung als Anteil des Eingabebereichs. Was den Bereich verlässt, wird abgeschnitten.</translation>
        </message>
        <message>
            <source>A Gaussian blur; the severity is its standard deviation as a fraction of the picture's shorter side. Beyond the edge the picture goes on as at the edge.</source>
            <translation>Eine gaußsche Unschärfe; die Stärke ist ihre Standardabweichung als Anteil der kürzeren Seite des Bildes. Jenseits des Rands geht das Bild weiter wie am Rand.</translation>
        </message>
        <message>
            <source>Every element moves towards the mean of its channel; the severity is the share of the way: at 1 each channel is a single tone.</source>
            <translation>Jedes Element rückt auf den Mittelwert seines Kanals zu; die Stärke ist der Anteil des Wegs: Bei 1 ist jeder Kanal ein einziger Ton.</translation>
        </message>
        <message>
            <source>Each element, with the severity as its chance, becomes the upper or the lower end of the input range, either as likely.</source>
            <translation>Jedes Element wird, mit der Stärke als Wahrscheinlichkeit, zum oberen oder unteren Ende des Eingabebereichs, beides gleich wahrscheinlich.</translation>
        </message>
        <message>
            <source>The same amount is added to all elements, or taken from them, either as likely; the severity is that amount as a fraction of the input range. What leaves the range is cut off.</source>
            <translation>Zu allen Elementen kommt derselbe Betrag hinzu oder wird abgezogen, beides gleich wahrscheinlich; die Stärke ist dieser Betrag als Anteil des Eingabebereichs. Was den Bereich verlässt, wird abgeschnitten.</translation>
        </message>
        <message>
            <source>The picture is turned about its middle, to the left or to the right, either as likely, by the severity × 180°; bilinear, and beyond the edge it goes on as at the edge.</source>
            <translation>Das Bild wird um seine Mitte gedreht, nach links oder rechts, beides gleich wahrscheinlich, um die Stärke × 180°; bilinear, und jenseits des Rands geht es weiter wie am Rand.</translation>
        </message>
        <message>
            <source>The picture is moved in a random direction by the severity × its height and width; bilinear, and beyond the edge it goes on as at the edge.</source>
            <translation>Das Bild wird in zufälliger Richtung um die Stärke × seine Höhe und Breite verschoben; bilinear, und jenseits des Rands geht es weiter wie am Rand.</translation>
        </message>
    </context>
    <context>
        <name>BatchQuestion</name>
        <message>
            <source>{parts} are {count} evaluations: at most {most} are added at once.</source>
            <translation>{parts} sind {count} Auswertungen: höchstens {most} werden auf einmal hinzugefügt.</translation>
        </message>
        <message>
            <source>Give them in several portions.</source>
            <translation>Bitte in mehreren Portionen angeben.</translation>
        </message>
        <message>
            <source>Add {count} to the queue</source>
            <translation>{count} in die Warteschlange</translation>
        </message>
        <message>
            <source>Only the first, into the form</source>
            <translation>Nur die erste, ins Formular</translation>
        </message>
        <message>
            <source>{parts}: add {count} evaluations to the queue?</source>
            <translation>{parts}: {count} Auswertungen in die Warteschlange stellen?</translation>
        </message>
        <message>
            <source>the form's model</source>
            <translation>das Modell des Formulars</translation>
        </message>
        <message>
            <source>the form's dataset</source>
            <translation>der Datensatz des Formulars</translation>
        </message>
        <message>
            <source>Each as its spec says.</source>
            <translation>Jede, wie ihre Spezifikation sagt.</translation>
        </message>
        <message>
            <source>Each as the form says, which is not right yet: {}</source>
            <translation>Jede, wie das Formular sagt, das noch nicht stimmt: {}</translation>
        </message>
        <message>
            <source>Each as the form says: {}.</source>
            <translation>Jede, wie das Formular sagt: {}.</translation>
        </message>
        <message>
            <source>Not added: the name “{}” is no text.</source>
            <translation>Nicht hinzugefügt: Der Name „{}“ ist kein Text.</translation>
        </message>
        <message>
            <source>Rename the file.</source>
            <translation>Die Datei umbenennen.</translation>
        </message>
        <message>
            <source>Not added: {}</source>
            <translation>Nicht hinzugefügt: {}</translation>
        </message>
        <message>
            <source>Added {} evaluations to the queue.</source>
            <translation>{} Auswertungen stehen in der Warteschlange.</translation>
        </message>
        <message>
            <source>spec</source>
            <translation>Spezifikation</translation>
        </message>
        <message>
            <source>specs</source>
            <translation>Spezifikationen</translation>
        </message>
        <message>
            <source>model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>models</source>
            <translation>Modelle</translation>
        </message>
        <message>
            <source>dataset</source>
            <translation>Datensatz</translation>
        </message>
        <message>
            <source>datasets</source>
            <translation>Datensätze</translation>
        </message>
    </context>
    <context>
        <name>Belongings</name>
        <message>
            <source>Dropped with the old file: {}.</source>
            <translation>Mit der alten Datei weggefallen: {}.</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
    </context>
    <context>
        <name>CarriedSection</name>
        <message>
            <source>Also set</source>
            <translation>Außerdem gesetzt</translation>
        </message>
        <message>
            <source>Clear these</source>
            <translation>Diese leeren</translation>
        </message>
        <message>
            <source>chosen samples ({})</source>
            <translation>ausgewählte Samples ({})</translation>
        </message>
        <message>
            <source>label offset {}</source>
            <translation>Label-Versatz {}</translation>
        </message>
        <message>
            <source>Also set: {}.</source>
            <translation>Außerdem gesetzt: {}.</translation>
        </message>
    </context>
    <context>
        <name>Choices</name>
        <message>
            <source>Cross-entropy</source>
            <translation>Kreuzentropie</translation>
        </message>
        <message>
            <source>Margin</source>
            <translation>Abstand der Logits</translation>
        </message>
        <message>
            <source>DLR</source>
            <translation>DLR</translation>
        </message>
        <message>
            <source>The sample</source>
            <translation>Das Sample</translation>
        </message>
        <message>
            <source>A random point</source>
            <translation>Ein zufälliger Punkt</translation>
        </message>
        <message>
            <source>Random squares</source>
            <translation>Zufällige Quadrate</translation>
        </message>
    </context>
    <context>
        <name>ClassNamesField</name>
        <message>
            <source>From a file …</source>
            <translation>Aus einer Datei …</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>Leeren</translation>
        </message>
        <message>
            <source>still {}</source>
            <translation>weiterhin {}</translation>
        </message>
        <message>
            <source>{}, from “{}”</source>
            <translation>{}, aus „{}“</translation>
        </message>
        <message>
            <source>{}, as loaded</source>
            <translation>{}, wie geladen</translation>
        </message>
        <message>
            <source>{}, from the dataset</source>
            <translation>{}, aus dem Datensatz</translation>
        </message>
        <message>
            <source>{}, from the model</source>
            <translation>{}, aus dem Modell</translation>
        </message>
        <message>
            <source>numbers only: the dataset names {} classes, the model has {}</source>
            <translation>nur Nummern: Der Datensatz benennt {} Klassen, das Modell hat {}</translation>
        </message>
        <message>
            <source>numbers only</source>
            <translation>nur Nummern</translation>
        </message>
        <message>
            <source>Reading “{}” …</source>
            <translation>„{}“ wird gelesen …</translation>
        </message>
        <message>
            <source>The names of the classes are still being read.</source>
            <translation>Die Namen der Klassen werden noch gelesen.</translation>
        </message>
        <message>
            <source>File with the names of the classes</source>
            <translation>Datei mit den Klassennamen</translation>
        </message>
        <message>
            <source>Class names (*.txt *.json *.names)</source>
            <translation>Klassennamen (*.txt *.json *.names)</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>Alle Dateien (*)</translation>
        </message>
    </context>
    <context>
        <name>ClassTable</name>
        <message>
            <source>Classes</source>
            <translation>Klassen</translation>
        </message>
    </context>
    <context>
        <name>ClassTableModel</name>
        <message>
            <source>Class</source>
            <translation>Klasse</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Samples</translation>
        </message>
        <message>
            <source>Clean</source>
            <translation>Ungestört</translation>
        </message>
        <message>
            <source>Robust at {value}</source>
            <translation>Robust bei {value}</translation>
        </message>
        <message>
            <source>Half broken at</source>
            <translation>Hälfte gekippt bei</translation>
        </message>
        <message>
            <source>wrong already</source>
            <translation>schon falsch</translation>
        </message>
        <message>
            <source>{name}: {robust} of {count} are right at {value}, {clean} without it.</source>
            <translation>{name}: {robust} von {count} sind bei {value} richtig, {clean} ohne Störung.</translation>
        </message>
    </context>
    <context>
        <name>ClassesTab</name>
        <message>
            <source>Select a finished job: its classes are shown here.</source>
            <translation>Einen fertigen Job auswählen: Hier werden seine Klassen gezeigt.</translation>
        </message>
        <message>
            <source>Robust accuracy by class, who is taken for whom, and how much it takes are shown here once the job has finished.</source>
            <translation>Robuste Genauigkeit je Klasse, wer für wen gehalten wird und wie viel es dazu braucht, wird hier gezeigt, sobald der Job fertig ist.</translation>
        </message>
    </context>
    <context>
        <name>ClassesView</name>
        <message>
            <source>Perturbation value</source>
            <translation>Störungswert</translation>
        </message>
        <message>
            <source>Which classes fall first</source>
            <translation>Welche Klassen zuerst fallen</translation>
        </message>
        <message>
            <source>How many samples are broken by how much</source>
            <translation>Wie viele Samples bei welcher Störung kippen</translation>
        </message>
        <message>
            <source>True class (rows), taken for (columns)</source>
            <translation>Wahre Klasse (Zeilen), gehalten für (Spalten)</translation>
        </message>
        <message>
            <source>, without 1 that was wrong already</source>
            <translation>, ohne 1, das schon falsch war</translation>
        </message>
        <message>
            <source>, without {n} that were wrong already</source>
            <translation>, ohne {n}, die schon falsch waren</translation>
        </message>
    </context>
    <context>
        <name>ColumnChoice</name>
        <message>
            <source>Col&amp;umns of the jobs table</source>
            <translation>Spal&amp;ten der Jobtabelle</translation>
        </message>
        <message>
            <source>&amp;Fit widths to the window</source>
            <translation>Breiten ans &amp;Fenster anpassen</translation>
        </message>
    </context>
    <context>
        <name>CombinedJobs</name>
        <message>
            <source>Combining {n} jobs …</source>
            <translation>{n} Jobs werden zusammengefasst …</translation>
        </message>
    </context>
    <context>
        <name>ComingCurves</name>
        <message>
            <source>“{name}” is being checked: its curve comes with the first samples.</source>
            <translation>„{name}“ wird geprüft: Die Kurve kommt mit den ersten Samples.</translation>
        </message>
        <message>
            <source>“{name}” waits in the queue: its curve comes when it runs.</source>
            <translation>„{name}“ wartet in der Warteschlange: Die Kurve kommt, wenn er läuft.</translation>
        </message>
        <message>
            <source>“{name}” is being stopped.</source>
            <translation>„{name}“ wird angehalten.</translation>
        </message>
        <message>
            <source>“{name}” is being read.</source>
            <translation>„{name}“ wird gelesen.</translation>
        </message>
        <message>
            <source>“{name}” ended before its first samples: it has no curve.</source>
            <translation>„{name}“ endete vor den ersten Samples: Es gibt keine Kurve.</translation>
        </message>
    </context>
    <context>
        <name>CommandPalette</name>
        <message>
            <source>Hide {}</source>
            <translation>{} ausblenden</translation>
        </message>
        <message>
            <source>Show {}</source>
            <translation>{} einblenden</translation>
        </message>
    </context>
    <context>
        <name>ComparePage</name>
        <message>
            <source>Comparison</source>
            <translation>Vergleich</translation>
        </message>
        <message>
            <source>Compared with</source>
            <translation>Verglichen mit</translation>
        </message>
        <message>
            <source>Curves</source>
            <translation>Kurven</translation>
        </message>
        <message>
            <source>The curves are being read …</source>
            <translation>Die Kurven werden gelesen …</translation>
        </message>
        <message>
            <source>What differs</source>
            <translation>Was sich unterscheidet</translation>
        </message>
        <message>
            <source>Settings that differ</source>
            <translation>Einstellungen, die sich unterscheiden</translation>
        </message>
        <message>
            <source>Show &amp;all settings</source>
            <translation>&amp;Alle Einstellungen zeigen</translation>
        </message>
        <message>
            <source>Values</source>
            <translation>Werte</translation>
        </message>
        <message>
            <source>Values of the pair with</source>
            <translation>Werte des Paars mit</translation>
        </message>
        <message>
            <source>Accuracy at each perturbation value</source>
            <translation>Genauigkeit bei jedem Störungswert</translation>
        </message>
        <message>
            <source>These two are not compared sample by sample; the verdict above says why.</source>
            <translation>Diese beiden werden nicht Sample für Sample verglichen; das Urteil oben sagt, warum.</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Wert</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>Differenz</translation>
        </message>
        <message>
            <source>Corrected p</source>
            <translation>Korrigiertes p</translation>
        </message>
        <message>
            <source>≈ within</source>
            <translation>≈ Zufall</translation>
        </message>
        <message>
            <source>≈ within chance</source>
            <translation>≈ im Rahmen des Zufalls</translation>
        </message>
        <message>
            <source>Nothing: the same files and settings.</source>
            <translation>Nichts: dieselben Dateien und Einstellungen.</translation>
        </message>
        <message>
            <source>1 other setting is the same.</source>
            <translation>1 weitere Einstellung ist gleich.</translation>
        </message>
        <message>
            <source>{n} other settings are the same.</source>
            <translation>{n} weitere Einstellungen sind gleich.</translation>
        </message>
        <message>
            <source>Warning of “{name}”: {text}</source>
            <translation>Warnung von „{name}“: {text}</translation>
        </message>
        <message>
            <source>{n} more warnings: see the details of each job.</source>
            <translation>{n} weitere Warnungen: siehe Details der Jobs.</translation>
        </message>
    </context>
    <context>
        <name>CompareWindow</name>
        <message>
            <source>Copy &amp;verdict</source>
            <translation>&amp;Urteil kopieren</translation>
        </message>
        <message>
            <source>Copy &amp;table</source>
            <translation>&amp;Tabelle kopieren</translation>
        </message>
        <message>
            <source>Copy p&amp;lot</source>
            <translation>&amp;Diagramm kopieren</translation>
        </message>
        <message>
            <source>&amp;Report …</source>
            <translation>&amp;Bericht …</translation>
        </message>
        <message>
            <source>&amp;Close</source>
            <translation>S&amp;chließen</translation>
        </message>
        <message>
            <source>Comparison: {first} and {second}</source>
            <translation>Vergleich: {first} und {second}</translation>
        </message>
        <message>
            <source>Comparison of {n} jobs</source>
            <translation>Vergleich von {n} Jobs</translation>
        </message>
        <message>
            <source>Comparing {n} jobs sample by sample …</source>
            <translation>{n} Jobs werden Sample für Sample verglichen …</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Erneut versuchen</translation>
        </message>
        <message>
            <source>The jobs are being compared</source>
            <translation>Die Jobs werden verglichen</translation>
        </message>
        <message>
            <source>{names} was removed: this is as it was, and no report can be made of it.</source>
            <translation>{names} wurde entfernt: Dies ist der Stand davor, ein Bericht ist nicht mehr möglich.</translation>
        </message>
        <message>
            <source>{names} were removed: this is as it was, and no report can be made.</source>
            <translation>{names} wurden entfernt: Dies ist der Stand davor, ein Bericht ist nicht mehr möglich.</translation>
        </message>
        <message>
            <source>The verdict is on the clipboard.</source>
            <translation>Das Urteil ist in der Zwischenablage.</translation>
        </message>
        <message>
            <source>The values are on the clipboard.</source>
            <translation>Die Werte sind in der Zwischenablage.</translation>
        </message>
        <message>
            <source>The settings are on the clipboard.</source>
            <translation>Die Einstellungen sind in der Zwischenablage.</translation>
        </message>
        <message>
            <source>The plot is on the clipboard.</source>
            <translation>Das Diagramm ist in der Zwischenablage.</translation>
        </message>
    </context>
    <context>
        <name>Comparisons</name>
        <message>
            <source>Written: {path}</source>
            <translation>Geschrieben: {path}</translation>
        </message>
        <message>
            <source>Writing {path} …</source>
            <translation>{path} wird geschrieben …</translation>
        </message>
    </context>
    <context>
        <name>ConfusionModel</name>
        <message>
            <source>{count} of {total} of {label} are still right</source>
            <translation>{count} von {total} von {label} sind noch richtig</translation>
        </message>
        <message>
            <source>{count} of {total} of {label} are taken for {answer}</source>
            <translation>{count} von {total} von {label} werden für {answer} gehalten</translation>
        </message>
    </context>
    <context>
        <name>ConfusionView</name>
        <message>
            <source>Confusions under attack</source>
            <translation>Verwechslungen unter Angriff</translation>
        </message>
    </context>
    <context>
        <name>CrashDialog</name>
        <message>
            <source>Crash report</source>
            <translation>Absturzbericht</translation>
        </message>
        <message>
            <source>This was written on this machine and sent to nobody. It helps whoever mends the program: copy it into a message to them. Names and folders are left out as far as they are known; look through it first.</source>
            <translation>Dies wurde auf diesem Rechner geschrieben und an niemanden gesendet. Es hilft allen, die das Programm verbessern: in eine Nachricht an sie kopieren. Namen und Ordner sind weggelassen, soweit sie bekannt sind; vorher durchsehen.</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>&amp;Kopieren</translation>
        </message>
        <message>
            <source>&amp;Delete it</source>
            <translation>&amp;Löschen</translation>
        </message>
        <message>
            <source>&amp;Keep it</source>
            <translation>&amp;Behalten</translation>
        </message>
    </context>
    <context>
        <name>CrashOffer</name>
        <message>
            <source>The report could not be kept: {why}</source>
            <translation>Der Bericht konnte nicht behalten werden: {why}</translation>
        </message>
        <message>
            <source>The report could not be deleted: {why}</source>
            <translation>Der Bericht konnte nicht gelöscht werden: {why}</translation>
        </message>
    </context>
    <context>
        <name>CurveLegend</name>
        <message>
            <source>Legend</source>
            <translation>Legende</translation>
        </message>
    </context>
    <context>
        <name>CurveOptions</name>
        <message>
            <source>Mark 8/255 …</source>
            <translation>8/255 markieren …</translation>
        </message>
        <message>
            <source>Perturbation value to mark on the curves</source>
            <translation>Störungswert, der auf den Kurven markiert wird</translation>
        </message>
        <message>
            <source>Axis</source>
            <translation>Achse</translation>
        </message>
        <message>
            <source>&amp;Logarithmic</source>
            <translation>&amp;Logarithmisch</translation>
        </message>
        <message>
            <source>&amp;Fraction of the input range</source>
            <translation>&amp;Anteil des Eingabebereichs</translation>
        </message>
        <message>
            <source>&amp;255ths of the input range</source>
            <translation>&amp;255stel des Eingabebereichs</translation>
        </message>
        <message>
            <source>&amp;Data units</source>
            <translation>&amp;Dateneinheiten</translation>
        </message>
        <message>
            <source>Write one value to mark: 8/255, 3 % or 0.03.</source>
            <translation>Einen Wert zum Markieren schreiben: 8/255, 3 % oder 0.03.</translation>
        </message>
        <message>
            <source>Only where all shown curves are measured in max-norm.</source>
            <translation>Nur wo alle gezeigten Kurven in der Max-Norm gemessen sind.</translation>
        </message>
        <message>
            <source>Only where all shown curves are measured in max-norm and have one input range.</source>
            <translation>Nur wo alle gezeigten Kurven in der Max-Norm gemessen sind und einen Eingabebereich haben.</translation>
        </message>
    </context>
    <context>
        <name>CurvePlot</name>
        <message>
            <source>Robustness curves</source>
            <translation>Robustheitskurven</translation>
        </message>
        <message>
            <source>and {count} more</source>
            <translation>und {count} weitere</translation>
        </message>
        <message>
            <source>in other norms than L∞ it means nothing</source>
            <translation>in anderen Normen als L∞ bedeutet er nichts</translation>
        </message>
        <message>
            <source>Every curve is hidden. Click a name above to show it again.</source>
            <translation>Alle Kurven sind ausgeblendet. Ein Klick auf einen Namen oben blendet sie wieder ein.</translation>
        </message>
        <message>
            <source>No sample has been attacked yet.</source>
            <translation>Noch wurde kein Sample angegriffen.</translation>
        </message>
        <message>
            <source>Severity</source>
            <translation>Stärke</translation>
        </message>
        <message>
            <source>Perturbation size</source>
            <translation>Größe der Störung</translation>
        </message>
        <message>
            <source>in 255ths of the input range</source>
            <translation>in 255steln des Eingabebereichs</translation>
        </message>
        <message>
            <source>in the data's own units</source>
            <translation>in den Einheiten der Daten</translation>
        </message>
        <message>
            <source>in its own unit</source>
            <translation>in eigener Einheit</translation>
        </message>
        <message>
            <source>each curve in its own norm</source>
            <translation>jede Kurve in ihrer eigenen Norm</translation>
        </message>
        <message>
            <source>random noise ({})</source>
            <translation>Zufallsrauschen ({})</translation>
        </message>
        <message>
            <source>Severity, each curve of its own corruption</source>
            <translation>Stärke, jede Kurve mit ihrer eigenen Verfälschung</translation>
        </message>
        <message>
            <source>Perturbation size or severity</source>
            <translation>Größe oder Stärke der Störung</translation>
        </message>
        <message>
            <source>{}, each curve in its own unit</source>
            <translation>{}, jede Kurve in ihrer eigenen Einheit</translation>
        </message>
    </context>
    <context>
        <name>CurveTab</name>
        <message>
            <source>What the curves say at the mark</source>
            <translation>Was die Kurven an der Markierung sagen</translation>
        </message>
        <message>
            <source>Tick a job in the table, or add one to the queue: its robustness curve is drawn here while it runs.</source>
            <translation>Einen Job in der Tabelle ankreuzen oder in die Warteschlange stellen: Seine Robustheitskurve wird hier gezeichnet, während er läuft.</translation>
        </message>
        <message>
            <source>Drawing the curves …</source>
            <translation>Die Kurven werden gezeichnet …</translation>
        </message>
        <message>
            <source>Curves cannot be drawn, because the plotting library cannot be loaded ({reason}). Install the program again. Jobs run without it, and details and exports are complete.</source>
            <translation>Kurven können nicht gezeichnet werden, weil die Zeichenbibliothek nicht geladen werden kann ({reason}). Das Programm neu installieren. Jobs laufen auch ohne sie; Details und Exporte sind vollständig.</translation>
        </message>
        <message>
            <source>That is over half of the input range.</source>
            <translation>Das ist mehr als die Hälfte des Eingabebereichs.</translation>
        </message>
        <message>
            <source>Do you mean {}/255?</source>
            <translation>Ist {}/255 gemeint?</translation>
        </message>
    </context>
    <context>
        <name>CurveWords</name>
        <message>
            <source>No perturbation</source>
            <translation>Keine Störung</translation>
        </message>
        <message>
            <source>no value here</source>
            <translation>kein Wert hier</translation>
        </message>
        <message>
            <source>{n} were wrong already</source>
            <translation>{n} waren schon falsch</translation>
        </message>
        <message>
            <source>evaluated up to {value} only</source>
            <translation>nur bis {value} ausgewertet</translation>
        </message>
        <message>
            <source>not evaluated there</source>
            <translation>dort nicht ausgewertet</translation>
        </message>
        <message>
            <source>{lowest} to {highest} of {count} stay right (between two values)</source>
            <translation>{lowest} bis {highest} von {count} bleiben richtig (zwischen zwei Werten)</translation>
        </message>
        <message>
            <source>{robust} of {count} stay right</source>
            <translation>{robust} von {count} bleiben richtig</translation>
        </message>
        <message>
            <source>{robust} of {count} stay right ({lower}–{upper} %)</source>
            <translation>{robust} von {count} bleiben richtig ({lower}–{upper} %)</translation>
        </message>
        <message>
            <source>{highest} of {count}</source>
            <translation>{highest} von {count}</translation>
        </message>
        <message>
            <source>{lowest} to {highest} of {count}</source>
            <translation>{lowest} bis {highest} von {count}</translation>
        </message>
        <message>
            <source>No robustness curve is shown.</source>
            <translation>Keine Robustheitskurve wird gezeigt.</translation>
        </message>
        <message>
            <source>Robustness curves.</source>
            <translation>Robustheitskurven.</translation>
        </message>
        <message>
            <source>{name}: no point yet.</source>
            <translation>{name}: noch kein Punkt.</translation>
        </message>
        <message>
            <source>{name}{unfinished}: {first} at {zero}, {last} at {largest}.</source>
            <translation>{name}{unfinished}: {first} bei {zero}, {last} bei {largest}.</translation>
        </message>
        <message>
            <source>(unfinished)</source>
            <translation>(nicht fertig)</translation>
        </message>
    </context>
    <context>
        <name>DataFolderRow</name>
        <message>
            <source>Data folder</source>
            <translation>Datenordner</translation>
        </message>
        <message>
            <source>S&amp;how</source>
            <translation>An&amp;zeigen</translation>
        </message>
        <message>
            <source>Open the folder in the file manager</source>
            <translation>Den Ordner in der Dateiverwaltung öffnen</translation>
        </message>
        <message>
            <source>&amp;Move …</source>
            <translation>&amp;Verschieben …</translation>
        </message>
        <message>
            <source>Keep all jobs in another folder, on another disk for instance</source>
            <translation>Alle Jobs in einem anderen Ordner aufbewahren, zum Beispiel auf einem anderen Datenträger</translation>
        </message>
        <message>
            <source>It was given by --data-folder: start without it to move the folder.</source>
            <translation>Er wurde mit --data-folder angegeben: zum Verschieben ohne diese Angabe starten.</translation>
        </message>
    </context>
    <context>
        <name>DatasetGlance</name>
        <message>
            <source>The dataset at a glance</source>
            <translation>Der Datensatz auf einen Blick</translation>
        </message>
        <message>
            <source>Pictures of: {names}</source>
            <translation>Bilder von: {names}</translation>
        </message>
        <message>
            <source>{name}: {count} samples</source>
            <translation>{name}: {count} Samples</translation>
        </message>
        <message>
            <source>class {name}: {count} samples</source>
            <translation>Klasse {name}: {count} Samples</translation>
        </message>
        <message>
            <source>classes {name}: {count} samples each</source>
            <translation>Klassen {name}: je {count} Samples</translation>
        </message>
    </context>
    <context>
        <name>DatasetSection</name>
        <message>
            <source>Labels of the dataset</source>
            <translation>Labels des Datensatzes</translation>
        </message>
        <message>
            <source>Choose the labels …</source>
            <translation>Labels wählen …</translation>
        </message>
        <message>
            <source>Labe&amp;ls</source>
            <translation>&amp;Labels</translation>
        </message>
        <message>
            <source>Choose the labels.</source>
            <translation>Die Labels wählen.</translation>
        </message>
    </context>
    <context>
        <name>Details</name>
        <message>
            <source>waiting again, last ended {when}</source>
            <translation>wartet wieder, zuletzt beendet {when}</translation>
        </message>
        <message>
            <source>{text}, took {time}</source>
            <translation>{text}, Dauer {time}</translation>
        </message>
        <message>
            <source>{text}, after {time}</source>
            <translation>{text}, nach {time}</translation>
        </message>
        <message>
            <source>From an archive ({file}, {when}); not computed here</source>
            <translation>Aus einem Archiv ({file}, {when}); nicht hier berechnet</translation>
        </message>
        <message>
            <source>From an archive; not computed here</source>
            <translation>Aus einem Archiv; nicht hier berechnet</translation>
        </message>
        <message>
            <source>waiting since {when}</source>
            <translation>wartet seit {when}</translation>
        </message>
        <message>
            <source>running, started {when}</source>
            <translation>läuft, begonnen {when}</translation>
        </message>
        <message>
            <source>stopping, started {when}</source>
            <translation>hält an, begonnen {when}</translation>
        </message>
        <message>
            <source>finished {when}</source>
            <translation>fertig {when}</translation>
        </message>
        <message>
            <source>failed {when}</source>
            <translation>fehlgeschlagen {when}</translation>
        </message>
        <message>
            <source>stopped {when}</source>
            <translation>angehalten {when}</translation>
        </message>
        <message>
            <source>interrupted {when}</source>
            <translation>unterbrochen {when}</translation>
        </message>
        <message>
            <source>No security level</source>
            <translation>Keine Sicherheitsstufe</translation>
        </message>
        <message>
            <source>only the accuracy without perturbation was asked for</source>
            <translation>nur die Genauigkeit ohne Störung war gefragt</translation>
        </message>
        <message>
            <source>no sample is right even without perturbation</source>
            <translation>kein Sample ist auch nur ohne Störung richtig</translation>
        </message>
        <message>
            <source>over {n} values from 0 to {top}</source>
            <translation>über {n} Werte von 0 bis {top}</translation>
        </message>
        <message>
            <source>A corruption is not an attack: this says nothing about one.</source>
            <translation>Eine Verfälschung ist kein Angriff: Über einen solchen sagt dies nichts.</translation>
        </message>
        <message>
            <source>Random noise is not an attack: this says nothing about an attacker.</source>
            <translation>Zufallsrauschen ist kein Angriff: Über einen Angreifer sagt dies nichts.</translation>
        </message>
        <message>
            <source>Only tiny perturbations were tried.</source>
            <translation>Nur winzige Störungen wurden versucht.</translation>
        </message>
        <message>
            <source>The attack was aimed: other errors do not count.</source>
            <translation>Der Angriff war gezielt: Andere Fehler zählen nicht.</translation>
        </message>
        <message>
            <source>Security level: {level}</source>
            <translation>Sicherheitsstufe: {level}</translation>
        </message>
        <message>
            <source>Not to be trusted before the warning below is settled.</source>
            <translation>Nicht zu trauen, solange die Warnung unten nicht geklärt ist.</translation>
        </message>
        <message>
            <source>Not to be trusted before {grave} of the {n} warnings below are settled.</source>
            <translation>Nicht zu trauen, solange {grave} der {n} Warnungen unten nicht geklärt sind.</translation>
        </message>
        <message>
            <source>Not to be trusted before the {n} warnings below are settled.</source>
            <translation>Nicht zu trauen, solange die {n} Warnungen unten nicht geklärt sind.</translation>
        </message>
        <message>
            <source>Clean accuracy</source>
            <translation>Genauigkeit ohne Störung</translation>
        </message>
        <message>
            <source>In brackets: where the share of all such inputs lies, with 95 % confidence.</source>
            <translation>In Klammern: wo der Anteil unter allen solchen Eingaben liegt, mit 95 % Sicherheit.</translation>
        </message>
        <message>
            <source>Of {samples}, {right} were classified right and {wrong} wrong.</source>
            <translation>Von {samples} wurden {right} richtig klassifiziert und {wrong} falsch.</translation>
        </message>
        <message>
            <source>Of {samples}, {wrong}, {broken} turned wrong at some severity up to {top}, {withstood} stayed right at every one. An attacker does worse to a model.</source>
            <translation>Von {samples}: {wrong}, {broken} kippten bei einer Stärke bis {top}, {withstood} blieben bei jeder richtig. Ein Angreifer schadet einem Modell mehr.</translation>
        </message>
        <message>
            <source>Of {samples}, {wrong}, {broken} turned wrong in some draw of random noise of at most {top}, {withstood} stayed right in every draw. An attacker does better than random noise.</source>
            <translation>Von {samples}: {wrong}, {broken} kippten in einer Ziehung von Zufallsrauschen bis {top}, {withstood} blieben in jeder Ziehung richtig. Ein Angreifer erreicht mehr als Zufallsrauschen.</translation>
        </message>
        <message>
            <source>Of {samples}, {wrong}, {broken} could be broken by a perturbation of at most {top}, {withstood} withstood all attempts up to there.</source>
            <translation>Von {samples}: {wrong}, {broken} ließen sich durch eine Störung von höchstens {top} kippen, {withstood} hielten allen Versuchen bis dorthin stand.</translation>
        </message>
        <message>
            <source>1 sample</source>
            <translation>1 Sample</translation>
        </message>
        <message>
            <source>{n} samples</source>
            <translation>{n} Samples</translation>
        </message>
        <message>
            <source>none</source>
            <translation>keines</translation>
        </message>
        <message>
            <source>none was wrong already</source>
            <translation>keines war schon vorher falsch</translation>
        </message>
        <message>
            <source>1 was wrong already</source>
            <translation>1 war schon vorher falsch</translation>
        </message>
        <message>
            <source>{n} were wrong already</source>
            <translation>{n} waren schon vorher falsch</translation>
        </message>
        <message>
            <source>Robust at {value}</source>
            <translation>Robust bei {value}</translation>
        </message>
        <message>
            <source>{robust} of {count} samples are classified right</source>
            <translation>{robust} von {count} Samples werden richtig klassifiziert</translation>
        </message>
        <message>
            <source>In brackets: the 95 % interval (Wilson), in percent</source>
            <translation>In Klammern: das 95-%-Intervall (Wilson), in Prozent</translation>
        </message>
        <message>
            <source>Half of the samples were broken by less than this ({norm}, {unit}); samples that were wrong already count as 0</source>
            <translation>Die Hälfte der Samples kippte bei weniger als diesem Wert ({norm}, {unit}); schon vorher falsche Samples zählen als 0</translation>
        </message>
        <message>
            <source>Median smallest severity</source>
            <translation>Median der kleinsten Stärke</translation>
        </message>
        <message>
            <source>Median minimum perturbation</source>
            <translation>Median der kleinsten Störung</translation>
        </message>
        <message>
            <source>Still fools after 8-bit rounding</source>
            <translation>Täuscht noch nach 8-Bit-Rundung</translation>
        </message>
        <message>
            <source>There was no adversarial example</source>
            <translation>Es gab kein adversariales Beispiel</translation>
        </message>
        <message>
            <source>{n} of {total}</source>
            <translation>{n} von {total}</translation>
        </message>
        <message>
            <source>Of the adversarial examples up to the largest value: those that still fool the model when they are rounded to 256 levels, as in an image file</source>
            <translation>Von den adversarialen Beispielen bis zum größten Wert: die, die das Modell noch täuschen, wenn sie wie in einer Bilddatei auf 256 Stufen gerundet sind</translation>
        </message>
    </context>
    <context>
        <name>DetailsPanel</name>
        <message>
            <source>Select a job to see its verdict, how far to trust it, and what was run.</source>
            <translation>Einen Job auswählen, um sein Urteil zu sehen, wie weit ihm zu trauen ist und was ausgeführt wurde.</translation>
        </message>
        <message>
            <source>1 of {n} selected jobs</source>
            <translation>1 von {n} ausgewählten Jobs</translation>
        </message>
        <message>
            <source>Copy spec as JSON</source>
            <translation>Als JSON kopieren</translation>
        </message>
        <message>
            <source>Run with changes</source>
            <translation>Mit Änderungen ausführen</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <source>Open the folder in which everything of this job lies</source>
            <translation>Den Ordner öffnen, in dem alles zu diesem Job liegt</translation>
        </message>
        <message>
            <source>Copy the settings of this job as a spec</source>
            <translation>Die Einstellungen dieses Jobs als Spezifikation kopieren</translation>
        </message>
        <message>
            <source>Bring the settings of this job into the form</source>
            <translation>Die Einstellungen dieses Jobs ins Formular übernehmen</translation>
        </message>
        <message>
            <source>Details of the job</source>
            <translation>Einzelheiten des Jobs</translation>
        </message>
    </context>
    <context>
        <name>DifferencesModel</name>
        <message>
            <source>Setting</source>
            <translation>Einstellung</translation>
        </message>
    </context>
    <context>
        <name>DiskUseDialog</name>
        <message>
            <source>Disk use</source>
            <translation>Speicherbelegung</translation>
        </message>
        <message>
            <source>Measuring …</source>
            <translation>Wird gemessen …</translation>
        </message>
        <message>
            <source>Clear &amp;pictures …</source>
            <translation>&amp;Bilder löschen …</translation>
        </message>
        <message>
            <source>Clear &amp;rows and pictures …</source>
            <translation>&amp;Zeilen und Bilder löschen …</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>&amp;Anhalten</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Jobs and their size</source>
            <translation>Jobs und ihre Größe</translation>
        </message>
        <message>
            <source>{size} in jobs</source>
            <translation>{size} in Jobs</translation>
        </message>
        <message>
            <source>{size} free</source>
            <translation>{size} frei</translation>
        </message>
        <message>
            <source>measuring, {done} of {count}</source>
            <translation>wird gemessen, {done} von {count}</translation>
        </message>
        <message>
            <source>Select jobs that have ended to clear what they keep.</source>
            <translation>Beendete Jobs auswählen, um zu löschen, was sie aufbewahren.</translation>
        </message>
        <message>
            <source>{n} selected: {pictures} of pictures, {rows} of rows.</source>
            <translation>{n} ausgewählt: {pictures} Bilder, {rows} Zeilen.</translation>
        </message>
        <message>
            <source>Jobs that wait or run are left as they are.</source>
            <translation>Wartende und laufende Jobs bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>Clearing {done} of {count} …</source>
            <translation>{done} von {count} werden gelöscht …</translation>
        </message>
        <message>
            <source>{size} freed.</source>
            <translation>{size} freigegeben.</translation>
        </message>
        <message>
            <source>And {n} more.</source>
            <translation>Und {n} weitere.</translation>
        </message>
    </context>
    <context>
        <name>DiskUseModel</name>
        <message>
            <source>Job</source>
            <translation>Job</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Ended</source>
            <translation>Beendet</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <source>Rows</source>
            <translation>Zeilen</translation>
        </message>
        <message>
            <source>Total</source>
            <translation>Gesamt</translation>
        </message>
    </context>
    <context>
        <name>DisplacedCurves</name>
        <message>
            <source>{count} jobs are drawn no longer, the first is “{old}”: new ones took their places. Tick them to draw them again.</source>
            <translation>{count} Jobs werden nicht mehr gezeichnet, der erste ist „{old}“: Neue haben ihre Plätze. Ein Häkchen zeichnet sie wieder.</translation>
        </message>
        <message>
            <source>“{old}” is drawn no longer: “{new}” took its place. Tick it to draw it again.</source>
            <translation>„{old}“ wird nicht mehr gezeichnet: „{new}“ hat seinen Platz. Ein Häkchen zeichnet ihn wieder.</translation>
        </message>
    </context>
    <context>
        <name>DoctorView</name>
        <message>
            <source>Advanced: Set the input range, which the values do not tell.</source>
            <translation>Erweitert: Den Eingabebereich angeben, den die Werte nicht verraten.</translation>
        </message>
        <message>
            <source>Trying the model on clean samples …</source>
            <translation>Das Modell wird an ungestörten Samples erprobt …</translation>
        </message>
        <message>
            <source>The clean accuracy is not known: {}</source>
            <translation>Die Genauigkeit ohne Störung ist nicht bekannt: {}</translation>
        </message>
        <message>
            <source>Clean accuracy on {} samples: {} ({}–{})</source>
            <translation>Genauigkeit ohne Störung auf {} Samples: {} ({}–{})</translation>
        </message>
        <message>
            <source>Is this training data?</source>
            <translation>Sind das Trainingsdaten?</translation>
        </message>
        <message>
            <source>Hardly more than guessing: the curve would mean nothing.</source>
            <translation>Kaum mehr als Raten: Die Kurve würde nichts bedeuten.</translation>
        </message>
        <message>
            <source>Set the input range to {}.</source>
            <translation>Den Eingabebereich auf {} setzen.</translation>
        </message>
        <message>
            <source>{}, {} are right instead of {}.</source>
            <translation>{}: {} sind richtig statt {}.</translation>
        </message>
        <message>
            <source>Use it</source>
            <translation>Übernehmen</translation>
        </message>
    </context>
    <context>
        <name>DropHint</name>
        <message>
            <source>Drop to put it into this line</source>
            <translation>Ablegen setzt es in diese Zeile</translation>
        </message>
        <message>
            <source>model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>models</source>
            <translation>Modelle</translation>
        </message>
        <message>
            <source>dataset</source>
            <translation>Datensatz</translation>
        </message>
        <message>
            <source>datasets</source>
            <translation>Datensätze</translation>
        </message>
        <message>
            <source>spec</source>
            <translation>Spezifikation</translation>
        </message>
        <message>
            <source>specs</source>
            <translation>Spezifikationen</translation>
        </message>
        <message>
            <source>archive</source>
            <translation>Archiv</translation>
        </message>
        <message>
            <source>archives</source>
            <translation>Archive</translation>
        </message>
        <message>
            <source>Drop to take in the jobs: {}</source>
            <translation>Ablegen nimmt die Jobs auf: {}</translation>
        </message>
        <message>
            <source>Drop to fill the form: {}</source>
            <translation>Ablegen füllt das Formular: {}</translation>
        </message>
        <message>
            <source>Drop to open: {}</source>
            <translation>Ablegen öffnet: {}</translation>
        </message>
    </context>
    <context>
        <name>EndNotice</name>
        <message>
            <source>“{name}” has finished.</source>
            <translation>„{name}“ ist fertig.</translation>
        </message>
        <message>
            <source>“{name}” has failed.</source>
            <translation>„{name}“ ist fehlgeschlagen.</translation>
        </message>
        <message>
            <source>“{name}” was interrupted.</source>
            <translation>„{name}“ wurde unterbrochen.</translation>
        </message>
    </context>
    <context>
        <name>ErrorMessage</name>
        <message>
            <source>Details</source>
            <translation>Details</translation>
        </message>
        <message>
            <source>Copy the message</source>
            <translation>Meldung kopieren</translation>
        </message>
        <message>
            <source>Close the message</source>
            <translation>Meldung schließen</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Hide details</source>
            <translation>Details ausblenden</translation>
        </message>
        <message>
            <source>Show details</source>
            <translation>Details zeigen</translation>
        </message>
    </context>
    <context>
        <name>EvaluationForm</name>
        <message>
            <source>About {passes} passes</source>
            <translation>Etwa {passes} Durchläufe</translation>
        </message>
        <message>
            <source>About {passes} passes, {time}</source>
            <translation>Etwa {passes} Durchläufe, {time}</translation>
        </message>
        <message>
            <source>How often a sample goes through the model, and how long that takes on this machine when nothing else runs: an estimate, from what a few samples took or from an earlier job of this model. How much is broken where decides how much it really is.</source>
            <translation>Wie oft ein Bild durch das Modell geht, und wie lange das auf diesem Rechner dauert, wenn sonst nichts läuft: eine Schätzung nach dem, was ein paar Bilder gebraucht haben oder ein früherer Auftrag mit diesem Modell. Wie viel es wirklich ist, hängt davon ab, was bei welcher Größe gebrochen wird.</translation>
        </message>
        <message>
            <source>{n} s</source>
            <translation>{n} s</translation>
        </message>
        <message>
            <source>{n} min</source>
            <translation>{n} min</translation>
        </message>
        <message>
            <source>{n} h</source>
            <translation>{n} h</translation>
        </message>
        <message>
            <source>{n} days</source>
            <translation>{n} Tage</translation>
        </message>
        <message>
            <source>up to {n}</source>
            <translation>bis zu {n}</translation>
        </message>
        <message>
            <source>{low} to {high}</source>
            <translation>{low} bis {high}</translation>
        </message>
        <message>
            <source>Not added: {}</source>
            <translation>Nicht hinzugefügt: {}</translation>
        </message>
        <message>
            <source>Not added: “{}” has changed since it was looked into.</source>
            <translation>Nicht hinzugefügt: „{}“ hat sich seit dem Hineinschauen geändert.</translation>
        </message>
        <message>
            <source>See what is found in it now, then add the evaluation again.</source>
            <translation>Ansehen, was jetzt darin gefunden wird, dann die Auswertung erneut hinzufügen.</translation>
        </message>
        <message>
            <source>Evaluation</source>
            <translation>Auswertung</translation>
        </message>
        <message>
            <source>value</source>
            <translation>Wert</translation>
        </message>
        <message>
            <source>values</source>
            <translation>Werte</translation>
        </message>
        <message>
            <source>{}, {} up to {}</source>
            <translation>{}, {} bis {}</translation>
        </message>
        <message>
            <source>all samples</source>
            <translation>alle Samples</translation>
        </message>
        <message>
            <source>sample</source>
            <translation>Sample</translation>
        </message>
        <message>
            <source>samples</source>
            <translation>Samples</translation>
        </message>
    </context>
    <context>
        <name>Fields</name>
        <message>
            <source>Appearance</source>
            <translation>Erscheinungsbild</translation>
        </message>
        <message>
            <source>Colours of the window.</source>
            <translation>Farben des Fensters.</translation>
        </message>
        <message>
            <source>Language (from the next start on)</source>
            <translation>Sprache (ab dem nächsten Start)</translation>
        </message>
        <message>
            <source>Words of the window. Logs, reports and the command line are English.</source>
            <translation>Sprache des Fensters. Protokolle, Berichte und die Kommandozeile sind englisch.</translation>
        </message>
        <message>
            <source>Text size (from the next start on)</source>
            <translation>Schriftgröße (ab dem nächsten Start)</translation>
        </message>
        <message>
            <source>Of the whole window, beside the system's own setting.</source>
            <translation>Des ganzen Fensters, zusätzlich zur Einstellung des Systems.</translation>
        </message>
        <message>
            <source>Jobs at once</source>
            <translation>Jobs gleichzeitig</translation>
        </message>
        <message>
            <source>How many jobs run side by side; they share the processor's cores.</source>
            <translation>Wie viele Jobs nebeneinander laufen; sie teilen sich die Kerne des Prozessors.</translation>
        </message>
        <message>
            <source>Memory for a job (%)</source>
            <translation>Arbeitsspeicher für einen Job (%)</translation>
        </message>
        <message>
            <source>Of the machine's. A job that needs more goes on with fewer samples at a time, or ends.</source>
            <translation>Anteil an dem des Rechners. Ein Job, der mehr braucht, läuft mit weniger Samples auf einmal weiter oder endet.</translation>
        </message>
        <message>
            <source>Resume interrupted jobs at the start</source>
            <translation>Unterbrochene Jobs beim Start fortsetzen</translation>
        </message>
        <message>
            <source>Without asking, when the program or the machine went down while they ran.</source>
            <translation>Ohne Rückfrage, wenn Programm oder Rechner währenddessen ausgefallen sind.</translation>
        </message>
        <message>
            <source>Resume a job once when its worker process is lost</source>
            <translation>Einen Job einmal fortsetzen, wenn sein Arbeitsprozess verloren geht</translation>
        </message>
        <message>
            <source>Without asking, when it crashed, was killed or hung; the result says so.</source>
            <translation>Ohne Rückfrage, wenn er abstürzte, beendet wurde oder hängen blieb; das Ergebnis nennt es.</translation>
        </message>
        <message>
            <source>Keep the machine awake while jobs run</source>
            <translation>Rechner wach halten, solange Jobs laufen</translation>
        </message>
        <message>
            <source>The screen may go dark, the machine does not fall asleep.</source>
            <translation>Der Bildschirm darf dunkel werden, der Rechner schläft nicht ein.</translation>
        </message>
        <message>
            <source>Tell when a job ends that took a minute or more</source>
            <translation>Melden, wenn ein Job nach einer Minute oder mehr endet</translation>
        </message>
        <message>
            <source>By the desktop, while another window is in use.</source>
            <translation>Über den Schreibtisch, während ein anderes Fenster benutzt wird.</translation>
        </message>
        <message>
            <source>System</source>
            <translation>System</translation>
        </message>
        <message>
            <source>What the classifier is part of.</source>
            <translation>Wovon der Klassifikator ein Teil ist.</translation>
        </message>
        <message>
            <source>Intended purpose</source>
            <translation>Verwendungszweck</translation>
        </message>
        <message>
            <source>What the system is used for.</source>
            <translation>Wofür das System benutzt wird.</translation>
        </message>
        <message>
            <source>Assessor</source>
            <translation>Prüfer</translation>
        </message>
        <message>
            <source>Who made the assessment.</source>
            <translation>Wer die Prüfung vorgenommen hat.</translation>
        </message>
        <message>
            <source>Date of the report</source>
            <translation>Datum des Berichts</translation>
        </message>
        <message>
            <source>As it is to be printed; today's where it is left out.</source>
            <translation>Wie es gedruckt werden soll; sonst das heutige.</translation>
        </message>
        <message>
            <source>Why this perturbation size</source>
            <translation>Warum diese Störungsgröße</translation>
        </message>
        <message>
            <source>Why changes up to the largest value matter for this system: a size taken from a benchmark is no reason.</source>
            <translation>Warum es bei diesem System auf Änderungen bis zum größten Wert ankommt: Eine Größe aus einem Benchmark ist kein Grund.</translation>
        </message>
        <message>
            <source>Acceptance threshold</source>
            <translation>Annahmeschwelle</translation>
        </message>
        <message>
            <source>Which robust accuracy at which size is required, and who set it.</source>
            <translation>Welche robuste Genauigkeit bei welcher Größe verlangt ist und wer das festgelegt hat.</translation>
        </message>
        <message>
            <source>Print the folders of the files, too</source>
            <translation>Auch die Ordner der Dateien drucken</translation>
        </message>
        <message>
            <source>Say where model and dataset lay when they were evaluated. Names of people and machines may be in such paths.</source>
            <translation>Nennt, wo Modell und Datensatz bei der Auswertung lagen. In solchen Pfaden können Namen von Personen und Rechnern stehen.</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>Gradient steps of one run at one radius, in each of the two stages. More of them break more samples or come nearer, and take as much longer.</source>
            <translation>Gradientenschritte eines Laufs bei einem Radius, in jeder der beiden Stufen. Mehr davon brechen mehr Samples oder kommen näher heran und dauern entsprechend länger.</translation>
        </message>
        <message>
            <source>Early stop</source>
            <translation>Früher Abbruch</translation>
        </message>
        <message>
            <source>End a run that can get nowhere: one that goes in circles, or that lacks six times what its slope promises inside the ball while its steps come out as the slope foretells. Saves a third to five sixths of the passes on most networks, and can miss what no slope foretells. Off, every run takes all its steps.</source>
            <translation>Einen Lauf beenden, der nirgends mehr hinkommt: der im Kreis geht, oder dem sechsmal so viel fehlt, wie seine Steigung in der Kugel verspricht, während seine Schritte so ausfallen, wie die Steigung es vorhersagt. Spart bei den meisten Netzen ein Drittel bis fünf Sechstel der Durchläufe und kann übersehen, was keine Steigung vorhersagt. Aus: Jeder Lauf macht alle seine Schritte.</translation>
        </message>
        <message>
            <source>Gradient steps of one run at one radius, in each of the first four stages. More of them break more samples or come nearer, and take as much longer.</source>
            <translation>Gradientenschritte eines Laufs bei einem Radius, in jeder der ersten vier Stufen. Mehr davon brechen mehr Samples oder kommen näher heran und dauern entsprechend länger.</translation>
        </message>
        <message>
            <source>Queries</source>
            <translation>Anfragen</translation>
        </message>
        <message>
            <source>Queries of the last stage, Square Attack, for a sample on which gradients mislead; not used in L1, which has no such stage. More of them break more samples or come nearer, and take as much longer.</source>
            <translation>Anfragen der letzten Stufe, Square Attack, für ein Sample, bei dem Gradienten in die Irre führen; in L1 unbenutzt, wo es diese Stufe nicht gibt. Mehr davon brechen mehr Samples oder kommen näher heran und dauern entsprechend länger.</translation>
        </message>
        <message>
            <source>Gradient steps of one run at one radius. More of them break more samples or come nearer, and take as much longer.</source>
            <translation>Gradientenschritte eines Laufs bei einem Radius. Mehr davon brechen mehr Samples oder kommen näher heran und dauern entsprechend länger.</translation>
        </message>
        <message>
            <source>First step size</source>
            <translation>Erste Schrittweite</translation>
        </message>
        <message>
            <source>Length of the first step as a fraction of the sample's current radius; it falls to zero along half a cosine. A longer one looks further around before it settles.</source>
            <translation>Länge des ersten Schritts als Anteil am aktuellen Radius des Samples; sie fällt entlang eines halben Kosinus auf null. Ein längerer sieht sich weiter um, bevor er zur Ruhe kommt.</translation>
        </message>
        <message>
            <source>Momentum</source>
            <translation>Impuls</translation>
        </message>
        <message>
            <source>Share of the previous direction that is kept in each step. More of it evens a gradient out that jumps; 0 follows the last gradient alone.</source>
            <translation>Anteil der vorigen Richtung, der in jedem Schritt beibehalten wird. Mehr davon glättet einen Gradienten, der springt; 0 folgt allein dem letzten.</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Verlustfunktion</translation>
        </message>
        <message>
            <source>What the attack pushes up: cross-entropy, the margin between the best wrong class and the right one, or that margin divided by the lead over the third class (DLR). Where the gradient of one vanishes, another can break more samples.</source>
            <translation>Was der Angriff erhöht: die Kreuzentropie, den Abstand der besten falschen Klasse zur richtigen oder diesen Abstand geteilt durch den Vorsprung vor der dritten Klasse (DLR). Wo der Gradient des einen verschwindet, kann ein anderer mehr Samples brechen.</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>Anfang</translation>
        </message>
        <message>
            <source>Where a run begins: at the sample, at a random point of the ball, or at random squares on the edge of the ball. Another start can break samples that the usual one does not.</source>
            <translation>Wo ein Lauf beginnt: am Sample, an einem zufälligen Punkt der Kugel oder bei zufälligen Quadraten auf dem Rand der Kugel. Ein anderer Anfang kann Samples brechen, die der übliche nicht bricht.</translation>
        </message>
        <message>
            <source>Restarts</source>
            <translation>Neustarts</translation>
        </message>
        <message>
            <source>How often the attack begins once more, each time at another random point, on what still stands. Each can break a few samples more, and costs one more run on them.</source>
            <translation>Wie oft der Angriff noch einmal beginnt, jedes Mal an einem anderen zufälligen Punkt, bei allem, was noch standhält. Jeder kann einige Samples mehr brechen und kostet einen Lauf mehr an ihnen.</translation>
        </message>
        <message>
            <source>Relative step size</source>
            <translation>Relative Schrittweite</translation>
        </message>
        <message>
            <source>Length of a step as a fraction of the sample's current radius. Too short, and the steps do not get to the edge of the ball; too long, and they jump over what is near.</source>
            <translation>Länge eines Schritts als Anteil am aktuellen Radius des Samples. Zu kurz, und die Schritte kommen nicht bis zum Rand der Kugel; zu lang, und sie springen über Nahes hinweg.</translation>
        </message>
        <message>
            <source>Absolute step size</source>
            <translation>Absolute Schrittweite</translation>
        </message>
        <message>
            <source>Length of a step in data units; replaces the relative step size, and is the same at every radius.</source>
            <translation>Länge eines Schritts in Dateneinheiten; ersetzt die relative Schrittweite und ist bei jedem Radius gleich.</translation>
        </message>
        <message>
            <source>Random start</source>
            <translation>Zufälliger Anfang</translation>
        </message>
        <message>
            <source>Begin at a random point of the ball instead of at the sample itself. It finds what the way from the sample misses, mostly together with restarts.</source>
            <translation>An einem zufälligen Punkt der Kugel beginnen statt am Sample selbst. Das findet, was der Weg vom Sample aus verfehlt, vor allem zusammen mit Neustarts.</translation>
        </message>
        <message>
            <source>Queries of one run at one radius. More of them break more samples or come nearer, and take as much longer.</source>
            <translation>Anfragen eines Laufs bei einem Radius. Mehr davon brechen mehr Samples oder kommen näher heran und dauern entsprechend länger.</translation>
        </message>
        <message>
            <source>First share</source>
            <translation>Erster Anteil</translation>
        </message>
        <message>
            <source>Share of the picture that the first squares cover; later ones are smaller. Large ones break weak samples in few queries, small ones find what is left.</source>
            <translation>Anteil des Bildes, den die ersten Quadrate bedecken; spätere sind kleiner. Große brechen schwache Samples mit wenigen Anfragen, kleine finden, was übrig ist.</translation>
        </message>
        <message>
            <source>Gradient steps of one sample; the perturbation values change nothing. More of them break more samples or come nearer, and take as much longer.</source>
            <translation>Gradientenschritte eines Samples; die Störungswerte ändern daran nichts. Mehr davon brechen mehr Samples oder kommen näher heran und dauern entsprechend länger.</translation>
        </message>
        <message>
            <source>Euclidean length of the first step, in units of the input range; it falls to a hundredth along half a cosine. Too short, and boundaries that are far are not reached in the steps there are.</source>
            <translation>Euklidische Länge des ersten Schritts, in Einheiten des Eingabebereichs; sie fällt entlang eines halben Kosinus auf ein Hundertstel. Zu kurz, und ferne Grenzen werden in den Schritten, die es gibt, nicht erreicht.</translation>
        </message>
        <message>
            <source>Gamma</source>
            <translation>Gamma</translation>
        </message>
        <message>
            <source>By which share the ball around the sample grows and shrinks from step to step. A larger one gets to the boundary in fewer steps, a smaller one comes to rest nearer to it.</source>
            <translation>Um welchen Anteil die Kugel um das Sample von Schritt zu Schritt wächst und schrumpft. Ein größerer ist in weniger Schritten an der Grenze, ein kleinerer kommt näher an ihr zur Ruhe.</translation>
        </message>
        <message>
            <source>First length</source>
            <translation>Erste Länge</translation>
        </message>
        <message>
            <source>Euclidean length of the first change, in units of the input range. Too short, and boundaries that are far are not reached in the steps there are.</source>
            <translation>Euklidische Länge der ersten Änderung, in Einheiten des Eingabebereichs. Zu kurz, und ferne Grenzen werden in den Schritten, die es gibt, nicht erreicht.</translation>
        </message>
        <message>
            <source>By which share the change grows and shrinks from step to step. A larger one gets to the boundary in fewer steps, a smaller one comes to rest nearer to it.</source>
            <translation>Um welchen Anteil die Änderung von Schritt zu Schritt wächst und schrumpft. Ein größerer ist in weniger Schritten an der Grenze, ein kleinerer kommt näher an ihr zur Ruhe.</translation>
        </message>
        <message>
            <source>Gradient steps for each weight that is tried. More of them break more samples or come nearer, and take as much longer.</source>
            <translation>Gradientenschritte für jedes Gewicht, das versucht wird. Mehr davon brechen mehr Samples oder kommen näher heran und dauern entsprechend länger.</translation>
        </message>
        <message>
            <source>Weights tried</source>
            <translation>Versuchte Gewichte</translation>
        </message>
        <message>
            <source>How many weights of the margin against the length are tried, each with all steps. More of them break more samples or come nearer, and take as much longer.</source>
            <translation>Wie viele Gewichte des Abstands gegen die Länge versucht werden, jedes mit allen Schritten. Mehr davon brechen mehr Samples oder kommen näher heran und dauern entsprechend länger.</translation>
        </message>
        <message>
            <source>Step size</source>
            <translation>Schrittweite</translation>
        </message>
        <message>
            <source>Learning rate of Adam, on the inverse hyperbolic tangent of the input. A larger one moves faster and comes less near.</source>
            <translation>Lernrate von Adam, auf dem Areatangens hyperbolicus der Eingabe. Eine größere ist schneller und kommt weniger nah heran.</translation>
        </message>
        <message>
            <source>Confidence</source>
            <translation>Konfidenz</translation>
        </message>
        <message>
            <source>By how much a wrong logit must exceed the right one before a point counts. Above 0 examples lie further behind the boundary, and less near.</source>
            <translation>Um wie viel ein falscher Logit den richtigen übertreffen muss, damit ein Punkt zählt. Über 0 liegen Beispiele weiter hinter der Grenze und weniger nah.</translation>
        </message>
        <message>
            <source>First weight</source>
            <translation>Erstes Gewicht</translation>
        </message>
        <message>
            <source>Weight of the margin that is tried first. From a good one fewer tries are lost.</source>
            <translation>Gewicht des Abstands, das zuerst versucht wird. Von einem guten aus gehen weniger Versuche verloren.</translation>
        </message>
        <message>
            <source>Abort early</source>
            <translation>Früh abbrechen</translation>
        </message>
        <message>
            <source>Leave a weight once a tenth of its steps brought a sample no progress. Saves passes, and can miss a nearer example.</source>
            <translation>Ein Gewicht aufgeben, sobald ein Zehntel seiner Schritte ein Sample nicht weitergebracht hat. Das spart Durchläufe und kann ein näheres Beispiel verfehlen.</translation>
        </message>
        <message>
            <source>Steps of one sample at most; most need fewer than ten. Too few leave samples unbroken.</source>
            <translation>Schritte eines Samples, höchstens; die meisten brauchen weniger als zehn. Zu wenige lassen Samples ungebrochen.</translation>
        </message>
        <message>
            <source>Candidates</source>
            <translation>Kandidaten</translation>
        </message>
        <message>
            <source>How many of the most likely classes are considered; each costs a gradient. With few the nearest class may be missed.</source>
            <translation>Wie viele der wahrscheinlichsten Klassen betrachtet werden; jede kostet einen Gradienten. Bei wenigen kann die nächste Klasse fehlen.</translation>
        </message>
        <message>
            <source>Overshoot</source>
            <translation>Überschießen</translation>
        </message>
        <message>
            <source>By which share the whole change is lengthened, to come over the boundary. More breaks more surely, and less near.</source>
            <translation>Um welchen Anteil die ganze Änderung verlängert wird, um über die Grenze zu kommen. Mehr bricht sicherer und weniger nah.</translation>
        </message>
        <message>
            <source>Steps of one sample along the boundary. More of them come nearer, each with more queries than the one before.</source>
            <translation>Schritte eines Samples entlang der Grenze. Mehr davon kommen näher heran, jeder mit mehr Anfragen als der vorige.</translation>
        </message>
        <message>
            <source>Points at first</source>
            <translation>Punkte am Anfang</translation>
        </message>
        <message>
            <source>Queries for the direction of the first step; they grow by the root of the step's number. More of them point more exactly, and leave fewer steps for as many queries.</source>
            <translation>Anfragen für die Richtung des ersten Schritts; sie wachsen mit der Wurzel der Schrittnummer. Mehr davon zeigen genauer und lassen bei gleich vielen Anfragen weniger Schritte.</translation>
        </message>
        <message>
            <source>Points at most</source>
            <translation>Punkte höchstens</translation>
        </message>
        <message>
            <source>Queries for the direction of one step at most. Fewer make late steps cheaper and less exact.</source>
            <translation>Anfragen für die Richtung eines Schritts, höchstens. Weniger machen späte Schritte billiger und ungenauer.</translation>
        </message>
        <message>
            <source>Scales how far from the boundary is asked, and how near it is come to. Smaller is more exact, and takes more queries.</source>
            <translation>Bestimmt, wie weit von der Grenze gefragt und wie nah an sie herangegangen wird. Kleiner ist genauer und braucht mehr Anfragen.</translation>
        </message>
        <message>
            <source>Steps of one sample at most. More of them come nearer, and take as much longer.</source>
            <translation>Schritte eines Samples, höchstens. Mehr davon kommen näher heran und dauern entsprechend länger.</translation>
        </message>
        <message>
            <source>First step sideways</source>
            <translation>Erster Schritt zur Seite</translation>
        </message>
        <message>
            <source>Along the sphere around the sample, as a share of the distance from it. It is fitted while the attack goes on: this is where it begins.</source>
            <translation>Auf der Kugel um das Sample, als Anteil des Abstands von ihm. Er wird im Lauf des Angriffs angepasst: Hier beginnt er.</translation>
        </message>
        <message>
            <source>First step inwards</source>
            <translation>Erster Schritt nach innen</translation>
        </message>
        <message>
            <source>Towards the sample, as a share of the distance from it. It is fitted while the attack goes on: this is where it begins.</source>
            <translation>Auf das Sample zu, als Anteil des Abstands von ihm. Er wird im Lauf des Angriffs angepasst: Hier beginnt er.</translation>
        </message>
        <message>
            <source>Shortest step inwards</source>
            <translation>Kürzester Schritt nach innen</translation>
        </message>
        <message>
            <source>A sample ends when its step towards it is a smaller share of the distance. A larger one ends sooner, and less near.</source>
            <translation>Ein Sample ist fertig, wenn der Schritt zu ihm hin ein kleinerer Anteil des Abstands ist. Ein größerer endet früher und weniger nah.</translation>
        </message>
        <message>
            <source>Step adaptation</source>
            <translation>Anpassung der Schritte</translation>
        </message>
        <message>
            <source>Factor by which steps grow where the boundary is flat and shrink where not. A larger one fits faster, and less evenly.</source>
            <translation>Faktor, um den Schritte wachsen, wo die Grenze flach ist, und sonst schrumpfen. Ein größerer passt sich schneller und ungleichmäßiger an.</translation>
        </message>
        <message>
            <source>Steps between checks</source>
            <translation>Schritte zwischen Prüfungen</translation>
        </message>
        <message>
            <source>Every so many steps the step sideways is asked about alone, to fit the lengths of steps. Seldom is cheaper, often fits better.</source>
            <translation>Nach je so vielen Schritten wird nach dem Schritt zur Seite allein gefragt, um die Schrittlängen anzupassen. Selten ist billiger, oft passt besser an.</translation>
        </message>
        <message>
            <source>Gradient steps of one run at one radius; all of them are taken.</source>
            <translation>Gradientenschritte eines Laufs bei einem Radius; alle werden gemacht.</translation>
        </message>
        <message>
            <source>Length of a step as a fraction of the radius.</source>
            <translation>Länge eines Schritts als Anteil am Radius.</translation>
        </message>
        <message>
            <source>Length of a step in data units; replaces the relative step size.</source>
            <translation>Länge eines Schritts in Dateneinheiten; ersetzt die relative Schrittweite.</translation>
        </message>
        <message>
            <source>Begin at a random point of the ball instead of at the sample itself.</source>
            <translation>An einem zufälligen Punkt der Kugel beginnen statt am Sample selbst.</translation>
        </message>
        <message>
            <source>Factor of the gradient in each step, for an input range of [0, 1].</source>
            <translation>Faktor des Gradienten in jedem Schritt, für einen Eingabebereich von [0, 1].</translation>
        </message>
        <message>
            <source>Steps of one run at most.</source>
            <translation>Schritte eines Laufs, höchstens.</translation>
        </message>
        <message>
            <source>Tolerance</source>
            <translation>Toleranz</translation>
        </message>
        <message>
            <source>A run ends when the difference of scores changes by less than this.</source>
            <translation>Ein Lauf endet, wenn sich die Differenz der Klassenwerte um weniger als dies ändert.</translation>
        </message>
        <message>
            <source>Smallest and largest value an input may have, in data units.</source>
            <translation>Kleinster und größter Wert, den eine Eingabe haben darf, in Dateneinheiten.</translation>
        </message>
        <message>
            <source>A name for people.</source>
            <translation>Ein Name für Menschen.</translation>
        </message>
        <message>
            <source>Order of the axes in the dataset.</source>
            <translation>Reihenfolge der Achsen im Datensatz.</translation>
        </message>
        <message>
            <source>Channel order the model expects of an RGB dataset; "auto" changes nothing. "mean" and "std" of "preprocessing" are in the dataset's order in any case.</source>
            <translation>Kanalreihenfolge, die das Modell von einem RGB-Datensatz erwartet; „auto“ ändert nichts. „mean“ und „std“ von „preprocessing“ stehen in jedem Fall in der Reihenfolge des Datensatzes.</translation>
        </message>
        <message>
            <source>Where the model runs; auto: CUDA where it is there, else the CPU.</source>
            <translation>Wo das Modell läuft; automatisch: CUDA, wo es da ist, sonst die CPU.</translation>
        </message>
        <message>
            <source>Samples attacked side by side, 1 to 4096.</source>
            <translation>Samples, die nebeneinander angegriffen werden, 1 bis 4096.</translation>
        </message>
        <message>
            <source>Seed of every random choice.</source>
            <translation>Startwert aller Zufallsentscheidungen.</translation>
        </message>
        <message>
            <source>Seconds that the job may take: near their end no new sample is begun. The first batch always is. Samples that are not named are taken in a drawn order.</source>
            <translation>Sekunden, die der Job dauern darf: Gegen ihr Ende wird kein neues Sample begonnen. Der erste Stapel wird es immer. Samples, die nicht genannt sind, werden in gezogener Reihenfolge genommen.</translation>
        </message>
        <message>
            <source>Class that samples are steered to, by number or name; "second": the one that the model thinks of next; "all": every other class in turn, any of which counts.</source>
            <translation>Klasse, zu der Samples gelenkt werden, als Nummer oder Name; „second“: die, an die das Modell als Nächstes denkt; „all“: nacheinander jede andere Klasse, von denen jede zählt.</translation>
        </message>
        <message>
            <source>Names of the classes, in label order; absent: the dataset's, else the model's.</source>
            <translation>Namen der Klassen, in der Reihenfolge der Labels; ohne Angabe die des Datensatzes, sonst die des Modells.</translation>
        </message>
        <message>
            <source>"fast" draws samples stratified by label, "complete" takes them all.</source>
            <translation>„Schnell“ zieht Samples, geschichtet nach Label, „Vollständig“ nimmt alle.</translation>
        </message>
    </context>
    <context>
        <name>FileSection</name>
        <message>
            <source>Looking into the file …</source>
            <translation>Die Datei wird angesehen …</translation>
        </message>
        <message>
            <source>The file has changed. Looking into it again …</source>
            <translation>Die Datei hat sich geändert und wird noch einmal angesehen …</translation>
        </message>
        <message>
            <source>Recent files: {}</source>
            <translation>Zuletzt benutzte Dateien: {}</translation>
        </message>
        <message>
            <source>Recent files (arrow down)</source>
            <translation>Zuletzt benutzte Dateien (Pfeil nach unten)</translation>
        </message>
        <message>
            <source>Browse</source>
            <translation>Durchsuchen</translation>
        </message>
        <message>
            <source>Browse: {}</source>
            <translation>Durchsuchen: {}</translation>
        </message>
    </context>
    <context>
        <name>Files</name>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>&amp;Model (ONNX)</source>
            <translation>&amp;Modell (ONNX)</translation>
        </message>
        <message>
            <source>Drop an image classifier here, or browse.</source>
            <translation>Einen Bildklassifikator hier ablegen oder durchsuchen.</translation>
        </message>
        <message>
            <source>Choose a model</source>
            <translation>Modell wählen</translation>
        </message>
        <message>
            <source>ONNX models (*.onnx);;All files (*)</source>
            <translation>ONNX-Modelle (*.onnx);;Alle Dateien (*)</translation>
        </message>
        <message>
            <source>This is a dataset, not an ONNX model.</source>
            <translation>Dies ist ein Datensatz, kein ONNX-Modell.</translation>
        </message>
        <message>
            <source>Choose a model.</source>
            <translation>Ein Modell wählen.</translation>
        </message>
        <message>
            <source>The model cannot be used.</source>
            <translation>Das Modell kann nicht benutzt werden.</translation>
        </message>
        <message>
            <source>The model is still being looked into.</source>
            <translation>Das Modell wird noch angesehen.</translation>
        </message>
        <message>
            <source>Second model</source>
            <translation>Zweites Modell</translation>
        </message>
        <message>
            <source>Second mode&amp;l (ONNX)</source>
            <translation>&amp;Zweites Modell (ONNX)</translation>
        </message>
        <message>
            <source>Drop another model for the same classes here, or browse.</source>
            <translation>Ein anderes Modell für dieselben Klassen hier ablegen oder durchsuchen.</translation>
        </message>
        <message>
            <source>Choose a second model</source>
            <translation>Zweites Modell wählen</translation>
        </message>
        <message>
            <source>Choose a second model.</source>
            <translation>Ein zweites Modell wählen.</translation>
        </message>
        <message>
            <source>The second model cannot be used.</source>
            <translation>Das zweite Modell kann nicht benutzt werden.</translation>
        </message>
        <message>
            <source>The second model is still being looked into.</source>
            <translation>Das zweite Modell wird noch angesehen.</translation>
        </message>
        <message>
            <source>Dataset</source>
            <translation>Datensatz</translation>
        </message>
        <message>
            <source>&amp;Dataset (HDF5)</source>
            <translation>Date&amp;nsatz (HDF5)</translation>
        </message>
        <message>
            <source>Drop labelled samples here, or browse. Of pictures: Tools ▸ Make a dataset.</source>
            <translation>Samples mit Labels hier ablegen oder durchsuchen. Aus Bildern: Extras ▸ Datensatz erstellen.</translation>
        </message>
        <message>
            <source>Choose a dataset</source>
            <translation>Datensatz wählen</translation>
        </message>
        <message>
            <source>HDF5 datasets (*.h5 *.hdf5);;All files (*)</source>
            <translation>HDF5-Datensätze (*.h5 *.hdf5);;Alle Dateien (*)</translation>
        </message>
        <message>
            <source>This is a model, not an HDF5 dataset.</source>
            <translation>Dies ist ein Modell, kein HDF5-Datensatz.</translation>
        </message>
        <message>
            <source>Choose a dataset.</source>
            <translation>Einen Datensatz wählen.</translation>
        </message>
        <message>
            <source>The dataset cannot be used.</source>
            <translation>Der Datensatz kann nicht benutzt werden.</translation>
        </message>
        <message>
            <source>The dataset is still being looked into.</source>
            <translation>Der Datensatz wird noch angesehen.</translation>
        </message>
    </context>
    <context>
        <name>Findings</name>
        <message>
            <source>class</source>
            <translation>Klasse</translation>
        </message>
        <message>
            <source>classes</source>
            <translation>Klassen</translation>
        </message>
        <message>
            <source>open classes</source>
            <translation>offene Anzahl Klassen</translation>
        </message>
        <message>
            <source>parameter</source>
            <translation>Parameter</translation>
        </message>
        <message>
            <source>parameters</source>
            <translation>Parameter</translation>
        </message>
        <message>
            <source>operator</source>
            <translation>Operator</translation>
        </message>
        <message>
            <source>operators</source>
            <translation>Operatoren</translation>
        </message>
        <message>
            <source>opset {}</source>
            <translation>Opset {}</translation>
        </message>
        <message>
            <source>Input: {} ({})</source>
            <translation>Eingabe: {} ({})</translation>
        </message>
        <message>
            <source>Class scores: {} ({})</source>
            <translation>Klassenwerte: {} ({})</translation>
        </message>
        <message>
            <source>Made by {}</source>
            <translation>Erstellt von {}</translation>
        </message>
        <message>
            <source>sample</source>
            <translation>Sample</translation>
        </message>
        <message>
            <source>samples</source>
            <translation>Samples</translation>
        </message>
        <message>
            <source>8 bit</source>
            <translation>8 Bit</translation>
        </message>
        <message>
            <source>values {} … {}</source>
            <translation>Werte {} … {}</translation>
        </message>
        <message>
            <source>Samples: {}</source>
            <translation>Samples: {}</translation>
        </message>
        <message>
            <source>Labels: {} ({})</source>
            <translation>Labels: {} ({})</translation>
        </message>
        <message>
            <source>Classes: {}</source>
            <translation>Klassen: {}</translation>
        </message>
        <message>
            <source>one number</source>
            <translation>eine Zahl</translation>
        </message>
        <message>
            <source>{} each</source>
            <translation>je {}</translation>
        </message>
    </context>
    <context>
        <name>FormPresets</name>
        <message>
            <source>“{}” took the place of your settings.</source>
            <translation>„{}“ steht nun anstelle der eigenen Einstellungen.</translation>
        </message>
        <message>
            <source>The settings cannot be saved as they are. {}</source>
            <translation>So lassen sich die Einstellungen nicht speichern. {}</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Speichern</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Umbenennen</translation>
        </message>
        <message>
            <source>There is a preset “{}” already.</source>
            <translation>Eine Vorgabe „{}“ gibt es schon.</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>Ersetzen</translation>
        </message>
        <message>
            <source>There are {} presets already: delete one of them first.</source>
            <translation>Es gibt schon {} Vorgaben: zuerst eine davon löschen.</translation>
        </message>
        <message>
            <source>Deleted the preset “{}”.</source>
            <translation>Die Vorgabe „{}“ ist gelöscht.</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
    </context>
    <context>
        <name>FormReplacing</name>
        <message>
            <source>The form was emptied.</source>
            <translation>Das Formular wurde geleert.</translation>
        </message>
        <message>
            <source>The form is filled from “{name}”.</source>
            <translation>Das Formular ist aus „{name}“ gefüllt.</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <source>The form says again what it said before.</source>
            <translation>Im Formular steht wieder, was vorher darin stand.</translation>
        </message>
    </context>
    <context>
        <name>Formats</name>
        <message>
            <source>Curve (CSV)</source>
            <translation>Kurve (CSV)</translation>
        </message>
        <message>
            <source>Sample table (CSV)</source>
            <translation>Sample-Tabelle (CSV)</translation>
        </message>
        <message>
            <source>Result (JSON)</source>
            <translation>Ergebnis (JSON)</translation>
        </message>
        <message>
            <source>Figure (PNG)</source>
            <translation>Abbildung (PNG)</translation>
        </message>
        <message>
            <source>Figure (SVG)</source>
            <translation>Abbildung (SVG)</translation>
        </message>
        <message>
            <source>Figure (PDF)</source>
            <translation>Abbildung (PDF)</translation>
        </message>
        <message>
            <source>Report (HTML)</source>
            <translation>Bericht (HTML)</translation>
        </message>
        <message>
            <source>Report (PDF)</source>
            <translation>Bericht (PDF)</translation>
        </message>
        <message>
            <source>Summary (Markdown)</source>
            <translation>Zusammenfassung (Markdown)</translation>
        </message>
        <message>
            <source>Samples (HDF5)</source>
            <translation>Samples (HDF5)</translation>
        </message>
        <message>
            <source>Evidence pack (ZIP)</source>
            <translation>Nachweispaket (ZIP)</translation>
        </message>
        <message>
            <source>Archive of the job</source>
            <translation>Archiv des Jobs</translation>
        </message>
    </context>
    <context>
        <name>GuideWindow</name>
        <message>
            <source>User guide</source>
            <translation>Benutzerhandbuch</translation>
        </message>
        <message>
            <source>Contents</source>
            <translation>Inhalt</translation>
        </message>
        <message>
            <source>Find in the guide</source>
            <translation>Im Handbuch suchen</translation>
        </message>
        <message>
            <source>The guide is written in English.</source>
            <translation>Das Handbuch ist auf Englisch.</translation>
        </message>
        <message>
            <source>The guide is missing. Install the program again to have it.</source>
            <translation>Das Handbuch fehlt. Das Programm neu installieren, um es zu haben.</translation>
        </message>
        <message>
            <source>Not in the guide</source>
            <translation>Nicht im Handbuch</translation>
        </message>
    </context>
    <context>
        <name>Improve</name>
        <message>
            <source>Mend the clean accuracy first: a model that is often wrong without a perturbation cannot be robust.</source>
            <translation>Zuerst die Genauigkeit ohne Störung verbessern: Ein Modell, das oft schon ohne Störung falsch liegt, kann nicht robust sein.</translation>
        </message>
        <message>
            <source>Train with disturbances of this kind and size in the training data; it mostly helps against this kind only.</source>
            <translation>Mit Verfälschungen dieser Art und Größe in den Trainingsdaten trainieren; das hilft meist nur gegen diese Art.</translation>
        </message>
        <message>
            <source>Train on adversarial examples of the sizes that matter (adversarial training). It costs time, and some clean accuracy.</source>
            <translation>Auf adversarialen Beispielen der Größen trainieren, auf die es ankommt (adversariales Training). Es kostet Zeit und etwas Genauigkeit ohne Störung.</translation>
        </message>
        <message>
            <source>Do not count on rounding, random inputs or hidden gradients: whoever knows of them gets around them.</source>
            <translation>Nicht auf Rundung, zufällige Eingaben oder versteckte Gradienten verlassen: Wer davon weiß, umgeht sie.</translation>
        </message>
        <message>
            <source>See in the tabs Classes and Samples what falls first: few or wrongly labelled samples show there. Then run the same job on the new model and compare the two.</source>
            <translation>In den Reitern Klassen und Samples ansehen, was zuerst fällt: Wenige oder falsch gelabelte Samples zeigen sich dort. Dann denselben Job mit dem neuen Modell ausführen und beide vergleichen.</translation>
        </message>
    </context>
    <context>
        <name>JobCells</name>
        <message>
            <source>opened from an archive, not computed here</source>
            <translation>aus einem Archiv geöffnet, nicht hier berechnet</translation>
        </message>
        <message>
            <source>not drawn in the plot</source>
            <translation>nicht im Diagramm gezeichnet</translation>
        </message>
        <message>
            <source>drawn in the plot</source>
            <translation>im Diagramm gezeichnet</translation>
        </message>
    </context>
    <context>
        <name>JobColumns</name>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Dataset</source>
            <translation>Datensatz</translation>
        </message>
        <message>
            <source>Attack</source>
            <translation>Angriff</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Clean</source>
            <translation>Ungestört</translation>
        </message>
        <message>
            <source>Robust</source>
            <translation>Robust</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>Stufe</translation>
        </message>
        <message>
            <source>Started</source>
            <translation>Begonnen</translation>
        </message>
        <message>
            <source>Took</source>
            <translation>Dauer</translation>
        </message>
        <message>
            <source>Ticked jobs are drawn in the plot.</source>
            <translation>Angekreuzte Jobs werden im Diagramm gezeichnet.</translation>
        </message>
        <message>
            <source>Line and symbol of the job's curve.</source>
            <translation>Linie und Symbol der Kurve des Jobs.</translation>
        </message>
        <message>
            <source>Accuracy without perturbation.</source>
            <translation>Genauigkeit ohne Störung.</translation>
        </message>
        <message>
            <source>Robust accuracy at the job's largest perturbation value.</source>
            <translation>Robuste Genauigkeit beim größten Störungswert des Jobs.</translation>
        </message>
        <message>
            <source>Security level and security value: mean robust accuracy over the perturbation values, divided by the clean accuracy.</source>
            <translation>Sicherheitsstufe und Sicherheitswert: mittlere robuste Genauigkeit über die Störungswerte, geteilt durch die Genauigkeit ohne Störung.</translation>
        </message>
        <message>
            <source>From the first start to the end.</source>
            <translation>Vom ersten Beginn bis zum Ende.</translation>
        </message>
        <message>
            <source>at {value}</source>
            <translation>bei {value}</translation>
        </message>
        <message>
            <source>{share} so far</source>
            <translation>bisher {share}</translation>
        </message>
        <message>
            <source>low</source>
            <translation>niedrig</translation>
        </message>
        <message>
            <source>medium</source>
            <translation>mittel</translation>
        </message>
        <message>
            <source>high</source>
            <translation>hoch</translation>
        </message>
    </context>
    <context>
        <name>JobCommands</name>
        <message>
            <source>The spec is on the clipboard.</source>
            <translation>Die Spezifikation ist in der Zwischenablage.</translation>
        </message>
        <message>
            <source>The job is being read: try again in a moment.</source>
            <translation>Der Job wird gelesen: gleich noch einmal versuchen.</translation>
        </message>
        <message>
            <source>There is no removed job to bring back.</source>
            <translation>Es gibt keinen entfernten Job zum Zurückholen.</translation>
        </message>
        <message>
            <source>Writing “{file}” …</source>
            <translation>„{file}“ wird geschrieben …</translation>
        </message>
        <message>
            <source>Writing {n} archives …</source>
            <translation>{n} Archive werden geschrieben …</translation>
        </message>
    </context>
    <context>
        <name>JobRemarks</name>
        <message>
            <source>Tags</source>
            <translation>Schlagwörter</translation>
        </message>
        <message>
            <source>Notes</source>
            <translation>Notizen</translation>
        </message>
        <message>
            <source>What you wrote about “{name}” is not kept yet: {why}</source>
            <translation>Was zu „{name}“ geschrieben wurde, ist noch nicht gespeichert: {why}</translation>
        </message>
    </context>
    <context>
        <name>JobSections</name>
        <message>
            <source>How far to trust it</source>
            <translation>Wie verlässlich das ist</translation>
        </message>
        <message>
            <source>Warnings</source>
            <translation>Warnungen</translation>
        </message>
        <message>
            <source>What could be done</source>
            <translation>Was zu tun wäre</translation>
        </message>
        <message>
            <source>What was run</source>
            <translation>Was ausgeführt wurde</translation>
        </message>
        <message>
            <source>What is asked for</source>
            <translation>Was verlangt ist</translation>
        </message>
        <message>
            <source>The result is being read …</source>
            <translation>Das Ergebnis wird gelesen …</translation>
        </message>
    </context>
    <context>
        <name>JobSettings</name>
        <message>
            <source>Perturbation</source>
            <translation>Störung</translation>
        </message>
        <message>
            <source>Attack</source>
            <translation>Angriff</translation>
        </message>
        <message>
            <source>Target class</source>
            <translation>Zielklasse</translation>
        </message>
        <message>
            <source>Mode</source>
            <translation>Modus</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Samples</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Startwert</translation>
        </message>
        <message>
            <source>Preprocessing</source>
            <translation>Vorverarbeitung</translation>
        </message>
        <message>
            <source>Channels</source>
            <translation>Kanäle</translation>
        </message>
        <message>
            <source>Input range</source>
            <translation>Eingabebereich</translation>
        </message>
        <message>
            <source>Order of the axes</source>
            <translation>Reihenfolge der Achsen</translation>
        </message>
        <message>
            <source>Output of the model</source>
            <translation>Ausgabe des Modells</translation>
        </message>
        <message>
            <source>Labels</source>
            <translation>Labels</translation>
        </message>
        <message>
            <source>Chosen samples</source>
            <translation>Gewählte Samples</translation>
        </message>
        <message>
            <source>Number added to labels</source>
            <translation>Zu Labels addierte Zahl</translation>
        </message>
        <message>
            <source>Time limit</source>
            <translation>Zeitgrenze</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Dataset</source>
            <translation>Datensatz</translation>
        </message>
        <message>
            <source>Second model</source>
            <translation>Zweites Modell</translation>
        </message>
        <message>
            <source>Perturbation values</source>
            <translation>Störungswerte</translation>
        </message>
        <message>
            <source>Samples evaluated</source>
            <translation>Ausgewertete Samples</translation>
        </message>
        <message>
            <source>Program</source>
            <translation>Programm</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>Gerät</translation>
        </message>
        <message>
            <source>None</source>
            <translation>Keine</translation>
        </message>
        <message>
            <source>ImageNet</source>
            <translation>ImageNet</translation>
        </message>
        <message>
            <source>CIFAR-10</source>
            <translation>CIFAR-10</translation>
        </message>
        <message>
            <source>To 0 … 1</source>
            <translation>Auf 0 … 1</translation>
        </message>
        <message>
            <source>To −1 … 1</source>
            <translation>Auf −1 … 1</translation>
        </message>
        <message>
            <source>no</source>
            <translation>nein</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>ja</translation>
        </message>
    </context>
    <context>
        <name>JobTab</name>
        <message>
            <source>Reading the job …</source>
            <translation>Der Job wird gelesen …</translation>
        </message>
    </context>
    <context>
        <name>JobTable</name>
        <message>
            <source>All states</source>
            <translation>Alle Zustände</translation>
        </message>
        <message>
            <source>Running and waiting</source>
            <translation>Laufend und wartend</translation>
        </message>
        <message>
            <source>Finished</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>Fehlgeschlagen</translation>
        </message>
        <message>
            <source>Stopped or interrupted</source>
            <translation>Angehalten oder unterbrochen</translation>
        </message>
        <message>
            <source>Show jobs in these states</source>
            <translation>Jobs in diesen Zuständen zeigen</translation>
        </message>
        <message>
            <source>Jobs</source>
            <translation>Jobs</translation>
        </message>
        <message>
            <source>Queue paused</source>
            <translation>Warteschlange pausiert</translation>
        </message>
        <message>
            <source>{n} running</source>
            <translation>{n} in Arbeit</translation>
        </message>
        <message>
            <source>{n} waiting</source>
            <translation>{n} warten</translation>
        </message>
        <message>
            <source>{n} in the history</source>
            <translation>{n} im Verlauf</translation>
        </message>
        <message>
            <source>{shown} of {n} in the history</source>
            <translation>{shown} von {n} im Verlauf</translation>
        </message>
        <message>
            <source>At most {most} jobs are drawn at once: {n} more stay unticked.</source>
            <translation>Höchstens {most} Jobs werden zugleich gezeichnet: {n} weitere bleiben nicht angekreuzt.</translation>
        </message>
        <message>
            <source>No job is like that. Choose other states or words.</source>
            <translation>Kein Job passt dazu. Andere Zustände oder Wörter wählen.</translation>
        </message>
        <message>
            <source>No jobs yet. Fill in the form and press Add to queue; every job stays here.</source>
            <translation>Noch keine Jobs. Das Formular ausfüllen und „In die Warteschlange“ drücken; jeder Job bleibt hier.</translation>
        </message>
    </context>
    <context>
        <name>JobTabs</name>
        <message>
            <source>Curve</source>
            <translation>Kurve</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Samples</translation>
        </message>
        <message>
            <source>Attack</source>
            <translation>Angriff</translation>
        </message>
        <message>
            <source>Classes</source>
            <translation>Klassen</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>Protokoll</translation>
        </message>
    </context>
    <context>
        <name>JobTooltips</name>
        <message>
            <source>The converted model is compared with ONNX Runtime on real samples</source>
            <translation>Das umgewandelte Modell wird an echten Samples mit ONNX Runtime verglichen</translation>
        </message>
        <message>
            <source>Not all clean samples are right: other normalisations, layouts, channel orders and labels are tried on some, to see whether the files are read as they were meant</source>
            <translation>Nicht alle ungestörten Samples sind richtig: Andere Normalisierungen, Achsen- und Kanalreihenfolgen und Labels werden an einigen erprobt, um zu sehen, ob die Dateien so gelesen werden, wie sie gemeint sind</translation>
        </message>
        <message>
            <source>Draw this job in the plot (Space)</source>
            <translation>Diesen Job im Diagramm zeichnen (Leertaste)</translation>
        </message>
        <message>
            <source>tags: {tags}</source>
            <translation>Schlagwörter: {tags}</translation>
        </message>
        <message>
            <source>Opened from an archive: what it brought is as the archive says; this computer did not compute it</source>
            <translation>Aus einem Archiv geöffnet: Was es mitbrachte, steht da, wie das Archiv es sagt; dieser Rechner hat es nicht berechnet</translation>
        </message>
        <message>
            <source>Its pictures were cleared to make room</source>
            <translation>Seine Bilder wurden gelöscht, um Platz zu schaffen</translation>
        </message>
        <message>
            <source>Its rows and pictures were cleared to make room; its result is kept</source>
            <translation>Seine Zeilen und Bilder wurden gelöscht, um Platz zu schaffen; sein Ergebnis ist erhalten</translation>
        </message>
        <message>
            <source>Its rows and pictures were cleared to make room: resumed, it starts anew</source>
            <translation>Seine Zeilen und Bilder wurden gelöscht, um Platz zu schaffen: Fortgesetzt beginnt er von vorn</translation>
        </message>
        <message>
            <source>{finished} of {total} samples finished</source>
            <translation>{finished} von {total} Samples fertig</translation>
        </message>
        <message>
            <source>Accuracy without perturbation of the {count} samples that were started</source>
            <translation>Genauigkeit ohne Störung der {count} begonnenen Samples</translation>
        </message>
        <message>
            <source>Where the robust accuracy at {value} can end up for the {count} samples that were started</source>
            <translation>Wo die robuste Genauigkeit bei {value} für die {count} begonnenen Samples enden kann</translation>
        </message>
        <message>
            <source>{share} of the samples are still classified right at {value}, the largest value of this job</source>
            <translation>{share} der Samples werden bei {value}, dem größten Wert dieses Jobs, noch richtig klassifiziert</translation>
        </message>
        <message>
            <source>1 warning: see details</source>
            <translation>1 Warnung: siehe Details</translation>
        </message>
        <message>
            <source>{n} warnings: see details</source>
            <translation>{n} Warnungen: siehe Details</translation>
        </message>
        <message>
            <source>No security level: only the accuracy without perturbation was asked for</source>
            <translation>Keine Sicherheitsstufe: Nur die Genauigkeit ohne Störung war gefragt</translation>
        </message>
        <message>
            <source>No security level: no sample is right even without perturbation</source>
            <translation>Keine Sicherheitsstufe: Kein Sample ist auch nur ohne Störung richtig</translation>
        </message>
        <message>
            <source>Security level {level}: {value} over {n} values from 0 to {top}</source>
            <translation>Sicherheitsstufe {level}: {value} über {n} Werte von 0 bis {top}</translation>
        </message>
        <message>
            <source>Under a corruption, which is not a worst case</source>
            <translation>Unter einer Verfälschung, die kein schlimmster Fall ist</translation>
        </message>
        <message>
            <source>Under random noise, which is not a worst case</source>
            <translation>Unter Zufallsrauschen, das kein schlimmster Fall ist</translation>
        </message>
    </context>
    <context>
        <name>JobView</name>
        <message>
            <source>Jobs</source>
            <translation>Jobs</translation>
        </message>
    </context>
    <context>
        <name>JobWords</name>
        <message>
            <source>stopping …</source>
            <translation>hält an …</translation>
        </message>
        <message>
            <source>finished, no result</source>
            <translation>fertig, kein Ergebnis</translation>
        </message>
        <message>
            <source>finished</source>
            <translation>fertig</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>fehlgeschlagen</translation>
        </message>
        <message>
            <source>interrupted</source>
            <translation>unterbrochen</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>wartet</translation>
        </message>
        <message>
            <source>waiting, {place}</source>
            <translation>wartet, {place}</translation>
        </message>
        <message>
            <source>starting</source>
            <translation>beginnt</translation>
        </message>
        <message>
            <source>loading libraries</source>
            <translation>lädt Bibliotheken</translation>
        </message>
        <message>
            <source>reading the files</source>
            <translation>liest die Dateien</translation>
        </message>
        <message>
            <source>converting the model</source>
            <translation>wandelt das Modell um</translation>
        </message>
        <message>
            <source>checking the model</source>
            <translation>prüft das Modell</translation>
        </message>
        <message>
            <source>checking the inputs</source>
            <translation>Eingaben werden geprüft</translation>
        </message>
        <message>
            <source>{share} · {time} left</source>
            <translation>{share} · noch {time}</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>angehalten</translation>
        </message>
        <message>
            <source>{n}th</source>
            <translation>{n}.</translation>
        </message>
        <message>
            <source>{n}st</source>
            <translation>{n}.</translation>
        </message>
        <message>
            <source>{n}nd</source>
            <translation>{n}.</translation>
        </message>
        <message>
            <source>{n}rd</source>
            <translation>{n}.</translation>
        </message>
        <message>
            <source>&lt; 0.1 s</source>
            <translation>&lt; 0.1 s</translation>
        </message>
        <message>
            <source>{s:.1f} s</source>
            <translation>{s:.1f} s</translation>
        </message>
        <message>
            <source>{s:.0f} s</source>
            <translation>{s:.0f} s</translation>
        </message>
        <message>
            <source>{n} min</source>
            <translation>{n} min</translation>
        </message>
        <message>
            <source>{n} s</source>
            <translation>{n} s</translation>
        </message>
        <message>
            <source>{n} h</source>
            <translation>{n} h</translation>
        </message>
        <message>
            <source>{n} d</source>
            <translation>{n} d</translation>
        </message>
        <message>
            <source>today {clock}</source>
            <translation>heute {clock}</translation>
        </message>
        <message>
            <source>yesterday {clock}</source>
            <translation>gestern {clock}</translation>
        </message>
    </context>
    <context>
        <name>LargeSample</name>
        <message>
            <source>← &amp;Previous</source>
            <translation>← &amp;Voriges</translation>
        </message>
        <message>
            <source>&amp;Next →</source>
            <translation>&amp;Nächstes →</translation>
        </message>
        <message>
            <source>&amp;Save pictures …</source>
            <translation>&amp;Bilder speichern …</translation>
        </message>
        <message>
            <source>&amp;Attack pass by pass</source>
            <translation>&amp;Angriff Durchlauf für Durchlauf</translation>
        </message>
        <message>
            <source>Sample {number}</source>
            <translation>Sample {number}</translation>
        </message>
        <message>
            <source>Right below the mark, wrong from it on</source>
            <translation>Unterhalb der Marke richtig, ab ihr falsch</translation>
        </message>
        <message>
            <source>Wrong without a perturbation</source>
            <translation>Ohne Störung falsch</translation>
        </message>
        <message>
            <source>Right at every perturbation that was tried</source>
            <translation>Bei jeder versuchten Störung richtig</translation>
        </message>
        <message>
            <source>Place in the list</source>
            <translation>Platz in der Liste</translation>
        </message>
        <message>
            <source>{place} of {of}</source>
            <translation>{place} von {of}</translation>
        </message>
        <message>
            <source>Minimum perturbation</source>
            <translation>Kleinste Störung</translation>
        </message>
        <message>
            <source>Measured distance in data units</source>
            <translation>Gemessener Abstand in Dateneinheiten</translation>
        </message>
        <message>
            <source>Refused by ONNX Runtime on the way</source>
            <translation>Unterwegs von ONNX Runtime abgelehnt</translation>
        </message>
        <message>
            <source>Sample</source>
            <translation>Sample</translation>
        </message>
        <message>
            <source>Adversarial example</source>
            <translation>Adversariales Beispiel</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>Differenz</translation>
        </message>
        <message>
            <source>Difference, amplified {times:.3g} times</source>
            <translation>Differenz, {times:.3g}-fach verstärkt</translation>
        </message>
        <message>
            <source>No adversarial example is kept</source>
            <translation>Kein adversariales Beispiel ist aufbewahrt</translation>
        </message>
    </context>
    <context>
        <name>LegendEntry</name>
        <message>
            <source>(unfinished)</source>
            <translation>(nicht fertig)</translation>
        </message>
        <message>
            <source>Click to hide this curve.</source>
            <translation>Ein Klick blendet diese Kurve aus.</translation>
        </message>
        <message>
            <source>Click to show this curve.</source>
            <translation>Ein Klick blendet diese Kurve ein.</translation>
        </message>
    </context>
    <context>
        <name>LicenceDialog</name>
        <message>
            <source>This library brings no text. Its name and home page tell more.</source>
            <translation>Diese Bibliothek bringt keinen Text mit. Ihr Name und ihre Internetseite sagen mehr.</translation>
        </message>
    </context>
    <context>
        <name>LogTab</name>
        <message>
            <source>Show lines with …</source>
            <translation>Zeilen zeigen mit …</translation>
        </message>
        <message>
            <source>Show only lines with these words</source>
            <translation>Nur Zeilen mit diesen Wörtern zeigen</translation>
        </message>
        <message>
            <source>Only &amp;warnings and errors</source>
            <translation>Nur Warnun&amp;gen und Fehler</translation>
        </message>
        <message>
            <source>Wra&amp;p lines</source>
            <translation>Zeilen &amp;umbrechen</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <source>Copy the lines that are shown</source>
            <translation>Die gezeigten Zeilen kopieren</translation>
        </message>
        <message>
            <source>Log of the job</source>
            <translation>Protokoll des Jobs</translation>
        </message>
        <message>
            <source>Select a job: what it says aside is shown here.</source>
            <translation>Einen Job auswählen: Was er nebenbei sagt, wird hier gezeigt.</translation>
        </message>
        <message>
            <source>The log of this job cannot be read: {why}.</source>
            <translation>Das Protokoll dieses Jobs kann nicht gelesen werden: {why}.</translation>
        </message>
        <message>
            <source>Reading the log …</source>
            <translation>Das Protokoll wird gelesen …</translation>
        </message>
        <message>
            <source>The job has said nothing so far.</source>
            <translation>Der Job hat bisher nichts gesagt.</translation>
        </message>
        <message>
            <source>No line is like that.</source>
            <translation>Keine Zeile passt dazu.</translation>
        </message>
        <message>
            <source>the last {n} lines</source>
            <translation>die letzten {n} Zeilen</translation>
        </message>
        <message>
            <source>{n} lines</source>
            <translation>{n} Zeilen</translation>
        </message>
        <message>
            <source>1 line</source>
            <translation>1 Zeile</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>PandaVision was already open: this is its window.</source>
            <translation>PandaVision war schon offen: Dies ist sein Fenster.</translation>
        </message>
        <message>
            <source>Evaluation form</source>
            <translation>Auswertungsformular</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>Details</translation>
        </message>
        <message>
            <source>Jobs</source>
            <translation>Jobs</translation>
        </message>
        <message>
            <source>{n} jobs are on the clipboard.</source>
            <translation>{n} Jobs sind in der Zwischenablage.</translation>
        </message>
        <message>
            <source>The job is on the clipboard.</source>
            <translation>Der Job ist in der Zwischenablage.</translation>
        </message>
        <message>
            <source>The first {n} of {total} jobs are on the clipboard.</source>
            <translation>Die ersten {n} von {total} Jobs sind in der Zwischenablage.</translation>
        </message>
        <message>
            <source>What you wrote about a job cannot be kept: {why}</source>
            <translation>Was zu einem Job geschrieben wurde, kann nicht gespeichert werden: {why}</translation>
        </message>
        <message>
            <source>Close the window once more to end the program without it.</source>
            <translation>Das Fenster noch einmal schließen, um das Programm ohne dies zu beenden.</translation>
        </message>
        <message>
            <source>Nothing leaves this machine</source>
            <translation>Nichts verlässt diesen Rechner</translation>
        </message>
        <message>
            <source>Toolbar</source>
            <translation>Werkzeugleiste</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Exportieren</translation>
        </message>
        <message>
            <source>Report, figure, curve, samples …</source>
            <translation>Bericht, Abbildung, Kurve, Samples …</translation>
        </message>
        <message>
            <source>More actions</source>
            <translation>Weitere Aktionen</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>Suche</translation>
        </message>
    </context>
    <context>
        <name>MakingBar</name>
        <message>
            <source>How far the dataset is</source>
            <translation>Wie weit der Datensatz ist</translation>
        </message>
        <message>
            <source>&amp;Make dataset …</source>
            <translation>&amp;Datensatz erstellen …</translation>
        </message>
        <message>
            <source>Ctrl+Return</source>
            <translation>Strg+Eingabe</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>&amp;Anhalten</translation>
        </message>
        <message>
            <source>&amp;Use it</source>
            <translation>Ü&amp;bernehmen</translation>
        </message>
        <message>
            <source>Put it into the evaluation form</source>
            <translation>Ins Auswertungsformular übernehmen</translation>
        </message>
        <message>
            <source>Making “{}” …</source>
            <translation>„{}“ wird erstellt …</translation>
        </message>
        <message>
            <source>: {:,} of {:,}</source>
            <translation>: {:,} von {:,}</translation>
        </message>
        <message>
            <source>, {} left</source>
            <translation>, noch {}</translation>
        </message>
    </context>
    <context>
        <name>MakingDialog</name>
        <message>
            <source>Make a dataset</source>
            <translation>Datensatz erstellen</translation>
        </message>
        <message>
            <source>Remarks</source>
            <translation>Anmerkungen</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>An entry is no value.</source>
            <translation>Eine Eingabe ist kein gültiger Wert.</translation>
        </message>
        <message>
            <source>Looking at it …</source>
            <translation>Wird angesehen …</translation>
        </message>
        <message>
            <source>The pictures have several sizes. Give the one that the model takes.</source>
            <translation>Die Bilder haben verschiedene Größen. Die Größe angeben, die das Modell nimmt.</translation>
        </message>
        <message>
            <source>Give the size in pixels.</source>
            <translation>Die Größe in Pixeln angeben.</translation>
        </message>
        <message>
            <source>sample</source>
            <translation>Sample</translation>
        </message>
        <message>
            <source>samples</source>
            <translation>Samples</translation>
        </message>
        <message>
            <source>{} to write; you are asked where.</source>
            <translation>{} werden geschrieben; wohin, wird noch gefragt.</translation>
        </message>
        <message>
            <source>Stopped; nothing was written.</source>
            <translation>Angehalten; nichts wurde geschrieben.</translation>
        </message>
        <message>
            <source>It cannot be made like this: see above.</source>
            <translation>So kann er nicht erstellt werden: siehe oben.</translation>
        </message>
        <message>
            <source>✕ Nothing was made: see above.</source>
            <translation>✕ Nichts wurde erstellt: siehe oben.</translation>
        </message>
        <message>
            <source>Left out: {}</source>
            <translation>Ausgelassen: {}</translation>
        </message>
        <message>
            <source>Cannot be read: {}</source>
            <translation>Nicht lesbar: {}</translation>
        </message>
        <message>
            <source>Drop a folder with one folder of pictures per class here, or an .npz, .npy, .csv or MNIST file.</source>
            <translation>Einen Ordner mit einem Ordner voller Bilder je Klasse hier ablegen, oder eine Datei .npz, .npy, .csv oder MNIST.</translation>
        </message>
        <message>
            <source>Some of the pictures will be shown here.</source>
            <translation>Einige der Bilder werden hier gezeigt.</translation>
        </message>
        <message>
            <source>Choose a folder or a file.</source>
            <translation>Einen Ordner oder eine Datei wählen.</translation>
        </message>
        <message>
            <source>Save the dataset as</source>
            <translation>Datensatz speichern als</translation>
        </message>
        <message>
            <source>Datasets (*.h5)</source>
            <translation>Datensätze (*.h5)</translation>
        </message>
    </context>
    <context>
        <name>MakingFields</name>
        <message>
            <source>Source</source>
            <translation>Quelle</translation>
        </message>
        <message>
            <source>File with the labels</source>
            <translation>Datei mit den Labels</translation>
        </message>
        <message>
            <source>where they are elsewhere</source>
            <translation>wenn sie woanders sind</translation>
        </message>
        <message>
            <source>File with the names of the classes</source>
            <translation>Datei mit den Klassennamen</translation>
        </message>
        <message>
            <source>one a line or JSON, in the model's order</source>
            <translation>je Zeile einer oder JSON, in der Reihenfolge des Modells</translation>
        </message>
        <message>
            <source>Column of the labels</source>
            <translation>Spalte der Labels</translation>
        </message>
        <message>
            <source>auto</source>
            <translation>automatisch</translation>
        </message>
        <message>
            <source>Size in pixels</source>
            <translation>Größe in Pixeln</translation>
        </message>
        <message>
            <source>as it is</source>
            <translation>unverändert</translation>
        </message>
        <message>
            <source>One number for a square, or height x width, such as 224x160</source>
            <translation>Eine Zahl für ein Quadrat, oder Höhe x Breite, etwa 224x160</translation>
        </message>
        <message>
            <source>Shape of flat samples</source>
            <translation>Form flacher Samples</translation>
        </message>
        <message>
            <source>Channels x height x width, such as 3x32x32</source>
            <translation>Kanäle x Höhe x Breite, etwa 3x32x32</translation>
        </message>
        <message>
            <source>At most of each class</source>
            <translation>Höchstens je Klasse</translation>
        </message>
        <message>
            <source>all</source>
            <translation>alle</translation>
        </message>
        <message>
            <source>Samples altogether</source>
            <translation>Samples insgesamt</translation>
        </message>
        <message>
            <source>Seed of the draw</source>
            <translation>Startwert der Auswahl</translation>
        </message>
        <message>
            <source>The same seed draws the same samples again</source>
            <translation>Derselbe Startwert zieht wieder dieselben Samples</translation>
        </message>
        <message>
            <source>Where proportions differ</source>
            <translation>Bei anderem Seitenverhältnis</translation>
        </message>
        <message>
            <source>Cut the middle</source>
            <translation>Mitte ausschneiden</translation>
        </message>
        <message>
            <source>Black bars around</source>
            <translation>Schwarze Ränder</translation>
        </message>
        <message>
            <source>Stretch</source>
            <translation>Strecken</translation>
        </message>
        <message>
            <source>Channels</source>
            <translation>Kanäle</translation>
        </message>
        <message>
            <source>As they are</source>
            <translation>Wie sie sind</translation>
        </message>
        <message>
            <source>Colour (RGB)</source>
            <translation>Farbe (RGB)</translation>
        </message>
        <message>
            <source>Grey</source>
            <translation>Grau</translation>
        </message>
        <message>
            <source>Order of numbered classes</source>
            <translation>Reihenfolge nummerierter Klassen</translation>
        </message>
        <message>
            <source>Ask if it matters</source>
            <translation>Fragen, wenn es darauf ankommt</translation>
        </message>
        <message>
            <source>By name</source>
            <translation>Nach Namen</translation>
        </message>
        <message>
            <source>By number</source>
            <translation>Nach Nummer</translation>
        </message>
        <message>
            <source>Part of the data</source>
            <translation>Teil der Daten</translation>
        </message>
        <message>
            <source>Test or validation</source>
            <translation>Test oder Validierung</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>Test</translation>
        </message>
        <message>
            <source>Validation</source>
            <translation>Validierung</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>&amp;Leave out pictures that cannot be read</source>
            <translation>Unlesbare Bilder aus&amp;lassen</translation>
        </message>
        <message>
            <source>Give one number, or such as 224x160.</source>
            <translation>Eine Zahl angeben oder etwa 224x160.</translation>
        </message>
        <message>
            <source>Give three, such as 3x32x32.</source>
            <translation>Drei angeben, etwa 3x32x32.</translation>
        </message>
        <message>
            <source>Give a whole number from {}.</source>
            <translation>Eine ganze Zahl ab {} angeben.</translation>
        </message>
        <message>
            <source>Browse</source>
            <translation>Durchsuchen</translation>
        </message>
        <message>
            <source>Browse: {}</source>
            <translation>Durchsuchen: {}</translation>
        </message>
        <message>
            <source>&amp;Channels</source>
            <translation>&amp;Kanäle</translation>
        </message>
        <message>
            <source>&amp;Part of the data</source>
            <translation>&amp;Teil der Daten</translation>
        </message>
        <message>
            <source>Colum&amp;n of the labels</source>
            <translation>&amp;Spalte der Labels</translation>
        </message>
        <message>
            <source>Shape of fla&amp;t samples</source>
            <translation>&amp;Form flacher Samples</translation>
        </message>
        <message>
            <source>At most of &amp;each class</source>
            <translation>&amp;Höchstens je Klasse</translation>
        </message>
        <message>
            <source>Samples alto&amp;gether</source>
            <translation>Samples ins&amp;gesamt</translation>
        </message>
        <message>
            <source>See&amp;d of the draw</source>
            <translation>Startwert der A&amp;uswahl</translation>
        </message>
        <message>
            <source>&amp;Order of numbered classes</source>
            <translation>&amp;Reihenfolge nummerierter Klassen</translation>
        </message>
        <message>
            <source>File with the la&amp;bels</source>
            <translation>Dat&amp;ei mit den Labels</translation>
        </message>
        <message>
            <source>File &amp;with the names of the classes</source>
            <translation>Datei mit den Klassen&amp;namen</translation>
        </message>
        <message>
            <source>&amp;Folder of pictures by class, or file</source>
            <translation>&amp;Ordner mit Bildern je Klasse, oder Datei</translation>
        </message>
        <message>
            <source>Si&amp;ze in pixels</source>
            <translation>Größe in Pi&amp;xeln</translation>
        </message>
        <message>
            <source>Where proportions d&amp;iffer</source>
            <translation>Bei anderem Seiten&amp;verhältnis</translation>
        </message>
        <message>
            <source>&amp;Folder of pictures …</source>
            <translation>&amp;Ordner mit Bildern …</translation>
        </message>
        <message>
            <source>F&amp;ile (.npz, .npy, .csv, MNIST's idx) …</source>
            <translation>&amp;Datei (.npz, .npy, .csv, MNISTs idx) …</translation>
        </message>
    </context>
    <context>
        <name>MakingWords</name>
        <message>
            <source>It was there when it was looked at. Bring it back, or choose another.</source>
            <translation>Sie war beim Hineinschauen da. Sie zurückbringen oder etwas anderes wählen.</translation>
        </message>
        <message>
            <source>It could be read when it was looked at, and has changed since.</source>
            <translation>Sie war beim Hineinschauen lesbar und hat sich seither geändert.</translation>
        </message>
        <message>
            <source>“Order of numbered classes: By name”</source>
            <translation>„Reihenfolge nummerierter Klassen: Nach Namen“</translation>
        </message>
        <message>
            <source>“Order of numbered classes: By number”</source>
            <translation>„Reihenfolge nummerierter Klassen: Nach Nummer“</translation>
        </message>
        <message>
            <source>“Order of numbered classes”</source>
            <translation>„Reihenfolge nummerierter Klassen“</translation>
        </message>
        <message>
            <source>“Leave out pictures that cannot be read”</source>
            <translation>„Unlesbare Bilder auslassen“</translation>
        </message>
        <message>
            <source>“File with the names of the classes”</source>
            <translation>„Datei mit den Klassennamen“</translation>
        </message>
        <message>
            <source>“File with the labels”</source>
            <translation>„Datei mit den Labels“</translation>
        </message>
        <message>
            <source>“Column of the labels”</source>
            <translation>„Spalte der Labels“</translation>
        </message>
        <message>
            <source>“Part of the data”</source>
            <translation>„Teil der Daten“</translation>
        </message>
        <message>
            <source>“Shape of flat samples”</source>
            <translation>„Form flacher Samples“</translation>
        </message>
        <message>
            <source>“Size in pixels”</source>
            <translation>„Größe in Pixeln“</translation>
        </message>
        <message>
            <source>“Where proportions differ”</source>
            <translation>„Bei anderem Seitenverhältnis“</translation>
        </message>
        <message>
            <source>“Channels”</source>
            <translation>„Kanäle“</translation>
        </message>
        <message>
            <source>Folder of pictures by class</source>
            <translation>Ordner mit Bildern nach Klassen</translation>
        </message>
        <message>
            <source>Archive of numpy (.npz)</source>
            <translation>Archiv von numpy (.npz)</translation>
        </message>
        <message>
            <source>Array file of numpy (.npy)</source>
            <translation>Array-Datei von numpy (.npy)</translation>
        </message>
        <message>
            <source>Table of pixels (CSV)</source>
            <translation>Tabelle von Pixeln (CSV)</translation>
        </message>
        <message>
            <source>Set of files in the format of MNIST (idx)</source>
            <translation>Dateien im Format von MNIST (idx)</translation>
        </message>
        <message>
            <source>sample</source>
            <translation>Sample</translation>
        </message>
        <message>
            <source>samples</source>
            <translation>Samples</translation>
        </message>
        <message>
            <source>class</source>
            <translation>Klasse</translation>
        </message>
        <message>
            <source>classes</source>
            <translation>Klassen</translation>
        </message>
        <message>
            <source>Made: {}</source>
            <translation>Erstellt: {}</translation>
        </message>
    </context>
    <context>
        <name>MiddleColumn</name>
        <message>
            <source>Messages</source>
            <translation>Meldungen</translation>
        </message>
    </context>
    <context>
        <name>Misfits</name>
        <message>
            <source>The model takes {}, but a sample is {}: they cannot fit.</source>
            <translation>Das Modell nimmt {}, aber ein Sample ist {}: Das kann nicht passen.</translation>
        </message>
        <message>
            <source>The order of the axes is set in Advanced.</source>
            <translation>Die Reihenfolge der Achsen ist unter „Erweitert“ gesetzt.</translation>
        </message>
        <message>
            <source>Labels begin at {}, but classes begin at 0.</source>
            <translation>Labels beginnen bei {}, Klassen aber bei 0.</translation>
        </message>
        <message>
            <source>Labels run up to {}, but the model's last class is {}.</source>
            <translation>Labels reichen bis {}, aber die letzte Klasse des Modells ist {}.</translation>
        </message>
        <message>
            <source>Channels BGR is for samples of {} channels, but they have {}.</source>
            <translation>Die Kanalfolge BGR ist für Samples mit {} Kanälen, diese haben aber {}.</translation>
        </message>
        <message>
            <source> or </source>
            <translation> oder </translation>
        </message>
        <message>
            <source>{} is for {} channels, but the samples have {}.</source>
            <translation>{} ist für {} Kanäle, aber die Samples haben {}.</translation>
        </message>
        <message>
            <source>There are names of {} classes, but the model has {}.</source>
            <translation>Es gibt Namen von {} Klassen, aber das Modell hat {}.</translation>
        </message>
        <message>
            <source>No class is called “{}”. Give a number within 0 … {}, a name, “second” or “all”.</source>
            <translation>Keine Klasse heißt „{}“. Eine Zahl von 0 … {}, einen Namen, „second“ oder „all“ angeben.</translation>
        </message>
        <message>
            <source>Class {} is aimed at, but the model's last class is {}.</source>
            <translation>Klasse {} ist das Ziel, aber die letzte Klasse des Modells ist {}.</translation>
        </message>
        <message>
            <source>Sample {} is named, but the last sample of the dataset is {}.</source>
            <translation>Sample {} ist genannt, aber das letzte Sample des Datensatzes ist {}.</translation>
        </message>
    </context>
    <context>
        <name>ModeSection</name>
        <message>
            <source>Mode</source>
            <translation>Modus</translation>
        </message>
        <message>
            <source>Fast</source>
            <translation>Schnell</translation>
        </message>
        <message>
            <source>Complete</source>
            <translation>Vollständig</translation>
        </message>
        <message>
            <source>Number of samples</source>
            <translation>Anzahl der Samples</translation>
        </message>
        <message>
            <source>Perturbation</source>
            <translation>Störung</translation>
        </message>
        <message>
            <source>M&amp;ode</source>
            <translation>M&amp;odus</translation>
        </message>
        <message>
            <source>&amp;Samples</source>
            <translation>&amp;Samples</translation>
        </message>
        <message>
            <source>&amp;Perturbation</source>
            <translation>Stö&amp;rung</translation>
        </message>
        <message>
            <source>Max-norm (L∞)</source>
            <translation>Max-Norm (L∞)</translation>
        </message>
        <message>
            <source>The worst change in which no element moves by more than the value: all of them a little.</source>
            <translation>Die schlimmste Änderung, bei der kein Element um mehr als den Wert abweicht: alle ein wenig.</translation>
        </message>
        <message>
            <source>Euclidean (L2)</source>
            <translation>Euklidisch (L2)</translation>
        </message>
        <message>
            <source>The worst change whose Euclidean length is at most the value.</source>
            <translation>Die schlimmste Änderung, deren euklidische Länge höchstens der Wert ist.</translation>
        </message>
        <message>
            <source>Sum (L1)</source>
            <translation>Summe (L1)</translation>
        </message>
        <message>
            <source>The worst change whose absolute differences add up to at most the value: a few elements may change a lot.</source>
            <translation>Die schlimmste Änderung, deren absolute Abweichungen zusammen höchstens den Wert ergeben: Wenige Elemente dürfen sich stark ändern.</translation>
        </message>
        <message>
            <source>Pixels (L0)</source>
            <translation>Pixel (L0)</translation>
        </message>
        <message>
            <source>The worst change of at most this share of the pixels, each by any amount: a few pixels may change completely.</source>
            <translation>Die schlimmste Änderung höchstens dieses Anteils der Pixel, jedes beliebig stark: Wenige Pixel dürfen sich völlig ändern.</translation>
        </message>
        <message>
            <source>Random (L∞)</source>
            <translation>Zufällig (L∞)</translation>
        </message>
        <message>
            <source>Uniform noise of at most the value in each element: not a worst case.</source>
            <translation>Gleichverteiltes Rauschen von höchstens dem Wert in jedem Element: kein schlimmster Fall.</translation>
        </message>
        <message>
            <source>{} chosen</source>
            <translation>{} ausgewählt</translation>
        </message>
        <message>
            <source>all</source>
            <translation>alle</translation>
        </message>
    </context>
    <context>
        <name>ModelSection</name>
        <message>
            <source>Output of the model that is read as class scores</source>
            <translation>Ausgabe des Modells, die als Klassenwerte gelesen wird</translation>
        </message>
        <message>
            <source>Output read as &amp;class scores</source>
            <translation>Als &amp;Klassenwerte gelesene Ausgabe</translation>
        </message>
        <message>
            <source>Choose another output of the model.</source>
            <translation>Eine andere Ausgabe des Modells wählen.</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>Automatisch</translation>
        </message>
        <message>
            <source>Automatic: {}</source>
            <translation>Automatisch: {}</translation>
        </message>
    </context>
    <context>
        <name>MoreOptions</name>
        <message>
            <source>Mo&amp;re options</source>
            <translation>&amp;Weitere Optionen</translation>
        </message>
    </context>
    <context>
        <name>MoveRequest</name>
        <message>
            <source>Move the data folder to</source>
            <translation>Datenordner verschieben nach</translation>
        </message>
        <message>
            <source>A dataset is being made. Move the folder when it is done, or stop it.</source>
            <translation>Ein Datensatz wird erstellt. Den Ordner verschieben, wenn er fertig ist, oder das Erstellen anhalten.</translation>
        </message>
    </context>
    <context>
        <name>MoveWindow</name>
        <message>
            <source>The data folder is {path} now.</source>
            <translation>Der Datenordner ist jetzt {path}.</translation>
        </message>
        <message>
            <source>PandaVision</source>
            <translation>PandaVision</translation>
        </message>
        <message>
            <source>Moving the data folder</source>
            <translation>Der Datenordner wird verschoben</translation>
        </message>
        <message>
            <source>How much is copied and compared</source>
            <translation>Wie viel kopiert und verglichen ist</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>&amp;Anhalten</translation>
        </message>
        <message>
            <source>Leave everything where it is, and open PandaVision again</source>
            <translation>Alles lassen, wo es ist, und PandaVision wieder öffnen</translation>
        </message>
    </context>
    <context>
        <name>NameDelegate</name>
        <message>
            <source>Name of the job</source>
            <translation>Name des Jobs</translation>
        </message>
    </context>
    <context>
        <name>NamesApart</name>
        <message>
            <source>up to {value}</source>
            <translation>bis {value}</translation>
        </message>
        <message>
            <source>from an archive</source>
            <translation>aus einem Archiv</translation>
        </message>
        <message>
            <source>started {when}</source>
            <translation>begonnen {when}</translation>
        </message>
        <message>
            <source>added {when}</source>
            <translation>hinzugefügt {when}</translation>
        </message>
    </context>
    <context>
        <name>NoteRow</name>
        <message>
            <source>Good</source>
            <translation>Gut</translation>
        </message>
        <message>
            <source>Caution</source>
            <translation>Vorsicht</translation>
        </message>
        <message>
            <source>Bad</source>
            <translation>Schlecht</translation>
        </message>
    </context>
    <context>
        <name>NotesField</name>
        <message>
            <source>Notes on the job</source>
            <translation>Notizen zum Job</translation>
        </message>
        <message>
            <source>to remember</source>
            <translation>zum Merken</translation>
        </message>
        <message>
            <source>Kept as soon as you go on (Ctrl+Enter)</source>
            <translation>Wird beim Weitergehen gespeichert (Strg+Eingabe)</translation>
        </message>
    </context>
    <context>
        <name>NumberField</name>
        <message>
            <source>a whole number</source>
            <translation>eine ganze Zahl</translation>
        </message>
        <message>
            <source>a number</source>
            <translation>eine Zahl</translation>
        </message>
    </context>
    <context>
        <name>Open</name>
        <message>
            <source>Done</source>
            <translation>Erledigt</translation>
        </message>
        <message>
            <source>Estimated share of the work</source>
            <translation>Geschätzter Anteil der Arbeit</translation>
        </message>
        <message>
            <source>Time left</source>
            <translation>Verbleibende Zeit</translation>
        </message>
        <message>
            <source>not known yet</source>
            <translation>noch nicht bekannt</translation>
        </message>
        <message>
            <source>about {time}</source>
            <translation>etwa {time}</translation>
        </message>
        <message>
            <source>Time of attack</source>
            <translation>Dauer des Angriffs</translation>
        </message>
        <message>
            <source>Doing</source>
            <translation>Gerade</translation>
        </message>
        <message>
            <source>Samples finished</source>
            <translation>Fertige Samples</translation>
        </message>
        <message>
            <source>Samples started</source>
            <translation>Begonnene Samples</translation>
        </message>
        <message>
            <source>Model passes</source>
            <translation>Modelldurchläufe</translation>
        </message>
        <message>
            <source>The queue is paused: no waiting job starts until it goes on (Jobs, Continue queue).</source>
            <translation>Die Warteschlange ist pausiert: Kein wartender Job beginnt, bis sie weitergeht (Jobs, Warteschlange fortsetzen).</translation>
        </message>
        <message>
            <source>It starts by itself when its turn has come.</source>
            <translation>Er beginnt von selbst, wenn er an der Reihe ist.</translation>
        </message>
        <message>
            <source>The files are being read and checked; the attack comes next.</source>
            <translation>Die Dateien werden gelesen und geprüft; danach kommt der Angriff.</translation>
        </message>
        <message>
            <source>Figures are for the samples started so far: each span says where the accuracy can end up, and narrows as samples are finished.</source>
            <translation>Die Zahlen gelten für die bisher begonnenen Samples: Jede Spanne sagt, wo die Genauigkeit enden kann, und wird mit jedem fertigen Sample enger.</translation>
        </message>
        <message>
            <source>It failed, and no reason is known.</source>
            <translation>Er ist fehlgeschlagen, ein Grund ist nicht bekannt.</translation>
        </message>
        <message>
            <source>It was stopped before it had begun.</source>
            <translation>Er wurde angehalten, bevor er begonnen hatte.</translation>
        </message>
        <message>
            <source>It was cut off when the program ended.</source>
            <translation>Er wurde abgeschnitten, als das Programm endete.</translation>
        </message>
        <message>
            <source>Its folder cannot be read. Look into it, or remove the job from the list.</source>
            <translation>Sein Ordner kann nicht gelesen werden. Hineinsehen oder den Job aus der Liste entfernen.</translation>
        </message>
        <message>
            <source>There are no figures without it. Mend the file or put it back, then select the job again; or run the job again.</source>
            <translation>Ohne sie gibt es keine Zahlen. Die Datei reparieren oder zurücklegen und den Job erneut auswählen; oder den Job erneut ausführen.</translation>
        </message>
        <message>
            <source>When the cause is mended, Resume goes on from what is kept; Run with changes opens the same settings in the form.</source>
            <translation>Ist die Ursache behoben, macht „Fortsetzen“ mit dem weiter, was erhalten ist; „Mit Änderungen ausführen“ öffnet dieselben Einstellungen im Formular.</translation>
        </message>
        <message>
            <source>Nothing was done yet: Resume puts it into the queue again.</source>
            <translation>Noch wurde nichts getan: Fortsetzen stellt ihn wieder in die Warteschlange.</translation>
        </message>
        <message>
            <source>Resume goes on from the samples that are finished; those that were under way begin anew. Run with changes opens the same settings in the form.</source>
            <translation>Fortsetzen macht bei den fertigen Samples weiter; begonnene fangen neu an. Mit Änderungen ausführen öffnet dieselben Einstellungen im Formular.</translation>
        </message>
        <message>
            <source>Resume goes on from what is kept. Run with changes opens the same settings in the form.</source>
            <translation>„Fortsetzen“ macht mit dem weiter, was erhalten ist. „Mit Änderungen ausführen“ öffnet dieselben Einstellungen im Formular.</translation>
        </message>
        <message>
            <source>{n} of {total}</source>
            <translation>{n} von {total}</translation>
        </message>
        <message>
            <source>Clean so far</source>
            <translation>Bisher ohne Störung</translation>
        </message>
        <message>
            <source>Robust at {value} so far</source>
            <translation>Bisher robust bei {value}</translation>
        </message>
    </context>
    <context>
        <name>OpenDialogs</name>
        <message>
            <source>Open model or dataset</source>
            <translation>Modell oder Datensatz öffnen</translation>
        </message>
        <message>
            <source>Models and datasets ({})</source>
            <translation>Modelle und Datensätze ({})</translation>
        </message>
        <message>
            <source>Models, datasets, specs and archives ({})</source>
            <translation>Modelle, Datensätze, Spezifikationen und Archive ({})</translation>
        </message>
        <message>
            <source>Open spec</source>
            <translation>Spezifikation öffnen</translation>
        </message>
        <message>
            <source>Specs ({})</source>
            <translation>Spezifikationen ({})</translation>
        </message>
        <message>
            <source>Open archives of jobs</source>
            <translation>Archive von Jobs öffnen</translation>
        </message>
        <message>
            <source>Archives of jobs ({})</source>
            <translation>Archive von Jobs ({})</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>Alle Dateien (*)</translation>
        </message>
    </context>
    <context>
        <name>OpenedArchives</name>
        <message>
            <source>Opening “{file}” …</source>
            <translation>„{file}“ wird geöffnet …</translation>
        </message>
        <message>
            <source>Opening {n} archives …</source>
            <translation>{n} Archive werden geöffnet …</translation>
        </message>
        <message>
            <source>{n} of {total} archives could not be opened. {why}</source>
            <translation>{n} von {total} Archiven konnten nicht geöffnet werden. {why}</translation>
        </message>
    </context>
    <context>
        <name>OpenedFiles</name>
        <message>
            <source>{} files were given: at most {} are opened at once.</source>
            <translation>{} Dateien wurden angegeben: höchstens {} werden auf einmal geöffnet.</translation>
        </message>
        <message>
            <source>Give them in several portions.</source>
            <translation>Bitte in mehreren Portionen angeben.</translation>
        </message>
        <message>
            <source>“{file}” cannot be used: {why}</source>
            <translation>„{file}“ ist nicht zu gebrauchen: {why}</translation>
        </message>
        <message>
            <source>{n} of {total} specs cannot be used. {why}</source>
            <translation>{n} von {total} Spezifikationen sind nicht brauchbar. {why}</translation>
        </message>
    </context>
    <context>
        <name>Palette</name>
        <message>
            <source>recent model in {folder}</source>
            <translation>zuletzt benutztes Modell in {folder}</translation>
        </message>
        <message>
            <source>recent dataset in {folder}</source>
            <translation>zuletzt benutzter Datensatz in {folder}</translation>
        </message>
    </context>
    <context>
        <name>PaletteButton</name>
        <message>
            <source>Search jobs and actions</source>
            <translation>Jobs und Aktionen suchen</translation>
        </message>
    </context>
    <context>
        <name>PalettePopup</name>
        <message>
            <source>Search jobs and actions</source>
            <translation>Jobs und Aktionen suchen</translation>
        </message>
        <message>
            <source>Jobs, actions, recent files: words or initials</source>
            <translation>Jobs, Aktionen, letzte Dateien: Wörter oder Anfangsbuchstaben</translation>
        </message>
        <message>
            <source>What was found</source>
            <translation>Was gefunden wurde</translation>
        </message>
        <message>
            <source>Nothing is called like that.</source>
            <translation>Nichts heißt so.</translation>
        </message>
        <message>
            <source>{entry}, {n} of {count}</source>
            <translation>{entry}, {n} von {count}</translation>
        </message>
    </context>
    <context>
        <name>Phases</name>
        <message>
            <source>attacking</source>
            <translation>greift an</translation>
        </message>
        <message>
            <source>checking smaller values</source>
            <translation>prüft kleinere Werte</translation>
        </message>
        <message>
            <source>attacking every smaller value</source>
            <translation>greift mit jedem kleineren Wert an</translation>
        </message>
        <message>
            <source>drawing</source>
            <translation>zieht Zufallswerte</translation>
        </message>
        <message>
            <source>finishing</source>
            <translation>schließt ab</translation>
        </message>
    </context>
    <context>
        <name>PictureSaving</name>
        <message>
            <source>Folder for the pictures</source>
            <translation>Ordner für die Bilder</translation>
        </message>
        <message>
            <source>Another job is shown: of {total} samples the first {done} were saved in “{folder}”. Select them again in their job to save the others.</source>
            <translation>Ein anderer Job wird gezeigt: Von {total} Samples stehen die ersten {done} in „{folder}“. Um die übrigen zu speichern, sie in ihrem Job erneut auswählen.</translation>
        </message>
        <message>
            <source>None of these samples has a picture.</source>
            <translation>Keines dieser Samples hat ein Bild.</translation>
        </message>
        <message>
            <source>{n} pictures were written to “{folder}”.</source>
            <translation>{n} Bilder stehen in „{folder}“.</translation>
        </message>
        <message>
            <source>Of {n} of {total} samples no adversarial example was found or is kept.</source>
            <translation>Bei {n} von {total} Samples wurde kein adversariales Beispiel gefunden oder ist keines aufbewahrt.</translation>
        </message>
        <message>
            <source>Saving pictures in “{folder}”: {done} of {total} samples …</source>
            <translation>Bilder werden in „{folder}“ gespeichert: {done} von {total} Samples …</translation>
        </message>
    </context>
    <context>
        <name>PlotView</name>
        <message>
            <source>{0} %</source>
            <translation>{0} %</translation>
        </message>
        <message>
            <source>Robust accuracy</source>
            <translation>Robuste Genauigkeit</translation>
        </message>
        <message>
            <source>Robust</source>
            <translation>Robust</translation>
        </message>
    </context>
    <context>
        <name>PreprocessingSection</name>
        <message>
            <source>Preprocessing</source>
            <translation>Vorverarbeitung</translation>
        </message>
        <message>
            <source>None</source>
            <translation>Keine</translation>
        </message>
        <message>
            <source>Own mean and std</source>
            <translation>Eigene Werte</translation>
        </message>
        <message>
            <source>Mean</source>
            <translation>Mittelwert</translation>
        </message>
        <message>
            <source>Standard deviation</source>
            <translation>Standardabweichung</translation>
        </message>
        <message>
            <source>P&amp;reprocessing</source>
            <translation>&amp;Vorverarbeitung</translation>
        </message>
        <message>
            <source>Std</source>
            <translation>Std.-abw.</translation>
        </message>
        <message>
            <source>This</source>
            <translation>Diese Vorverarbeitung</translation>
        </message>
        <message>
            <source>The model gets (x − mean) / std, with the means and deviations of {}.</source>
            <translation>Das Modell bekommt (x − Mittelwert) / Std.-abw., mit den Mittelwerten und Abweichungen von {}.</translation>
        </message>
        <message>
            <source>The model gets the samples as they are.</source>
            <translation>Das Modell bekommt die Samples, wie sie sind.</translation>
        </message>
        <message>
            <source>ImageNet</source>
            <translation>ImageNet</translation>
        </message>
        <message>
            <source>CIFAR-10</source>
            <translation>CIFAR-10</translation>
        </message>
        <message>
            <source>The model gets the input range mapped to 0 … 1.</source>
            <translation>Das Modell bekommt den Eingabebereich, abgebildet auf 0 … 1.</translation>
        </message>
        <message>
            <source>The model gets the input range mapped to −1 … 1.</source>
            <translation>Das Modell bekommt den Eingabebereich, abgebildet auf −1 … 1.</translation>
        </message>
        <message>
            <source>The model gets (x − mean) / std, in the dataset's units: one number, or one for each channel.</source>
            <translation>Das Modell bekommt (x − Mittelwert) / Std.-abw., in den Einheiten des Datensatzes: eine Zahl oder eine je Kanal.</translation>
        </message>
        <message>
            <source>To 0 … 1</source>
            <translation>Auf 0 … 1</translation>
        </message>
        <message>
            <source>To −1 … 1</source>
            <translation>Auf −1 … 1</translation>
        </message>
    </context>
    <context>
        <name>PresetBox</name>
        <message>
            <source>Preset</source>
            <translation>Vorgabe</translation>
        </message>
        <message>
            <source>Own settings</source>
            <translation>Eigene Einstellungen</translation>
        </message>
        <message>
            <source>Sets mode, perturbation, values and attack at once. Files and what belongs to them stay.</source>
            <translation>Setzt Modus, Störung, Werte und Angriff auf einmal. Dateien und was zu ihnen gehört bleiben.</translation>
        </message>
        <message>
            <source>Save, rename or delete presets</source>
            <translation>Vorgaben speichern, umbenennen oder löschen</translation>
        </message>
        <message>
            <source>&amp;Save as preset …</source>
            <translation>Als Vorgabe &amp;speichern …</translation>
        </message>
        <message>
            <source>&amp;Rename</source>
            <translation>&amp;Umbenennen</translation>
        </message>
        <message>
            <source>&amp;Delete</source>
            <translation>&amp;Löschen</translation>
        </message>
        <message>
            <source>Name of the preset</source>
            <translation>Name der Vorgabe</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
    </context>
    <context>
        <name>Presets</name>
        <message>
            <source>Quick look</source>
            <translation>Schneller Blick</translation>
        </message>
        <message>
            <source>Standard</source>
            <translation>Standard</translation>
        </message>
        <message>
            <source>Thorough</source>
            <translation>Gründlich</translation>
        </message>
        <message>
            <source>Upstream PandaVision</source>
            <translation>PandaVision-Server</translation>
        </message>
    </context>
    <context>
        <name>QueueControl</name>
        <message>
            <source>“{name}” is {place} in the queue now.</source>
            <translation>„{name}“ steht jetzt an {place} Stelle der Warteschlange.</translation>
        </message>
        <message>
            <source>&amp;Continue queue</source>
            <translation>Warteschlan&amp;ge fortsetzen</translation>
        </message>
        <message>
            <source>&amp;Pause queue</source>
            <translation>Warteschlan&amp;ge pausieren</translation>
        </message>
    </context>
    <context>
        <name>RangeField</name>
        <message>
            <source>from</source>
            <translation>von</translation>
        </message>
        <message>
            <source>smallest value</source>
            <translation>kleinster Wert</translation>
        </message>
        <message>
            <source>to</source>
            <translation>bis</translation>
        </message>
        <message>
            <source>largest value</source>
            <translation>größter Wert</translation>
        </message>
        <message>
            <source>auto</source>
            <translation>automatisch</translation>
        </message>
    </context>
    <context>
        <name>ReadoutBox</name>
        <message>
            <source>and {count} more</source>
            <translation>und {count} weitere</translation>
        </message>
    </context>
    <context>
        <name>RecentMenu</name>
        <message>
            <source>Open &amp;recent</source>
            <translation>&amp;Zuletzt geöffnet</translation>
        </message>
        <message>
            <source>No file was opened yet</source>
            <translation>Noch wurde keine Datei geöffnet</translation>
        </message>
        <message>
            <source>&amp;Clear this list</source>
            <translation>Diese Liste &amp;leeren</translation>
        </message>
        <message>
            <source>its drive does not answer</source>
            <translation>das Laufwerk antwortet nicht</translation>
        </message>
        <message>
            <source>not there any more</source>
            <translation>nicht mehr vorhanden</translation>
        </message>
    </context>
    <context>
        <name>ReportDialog</name>
        <message>
            <source>Report</source>
            <translation>Bericht</translation>
        </message>
        <message>
            <source>Report on “{name}”</source>
            <translation>Bericht über „{name}“</translation>
        </message>
        <message>
            <source>Comparison of {n} evaluations</source>
            <translation>Vergleich von {n} Auswertungen</translation>
        </message>
        <message>
            <source>What is left empty can be filled in by hand.</source>
            <translation>Was leer bleibt, kann von Hand ergänzt werden.</translation>
        </message>
        <message>
            <source>HTML page, for a browser</source>
            <translation>HTML-Seite, für den Browser</translation>
        </message>
        <message>
            <source>PDF, to print</source>
            <translation>PDF, zum Drucken</translation>
        </message>
        <message>
            <source>Markdown, the first page only</source>
            <translation>Markdown, nur die erste Seite</translation>
        </message>
        <message>
            <source>Kind of file</source>
            <translation>Art der Datei</translation>
        </message>
        <message>
            <source>Choose a file …</source>
            <translation>Datei wählen …</translation>
        </message>
    </context>
    <context>
        <name>Run</name>
        <message>
            <source>Attack</source>
            <translation>Angriff</translation>
        </message>
        <message>
            <source>and {n} more</source>
            <translation>und {n} weitere</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>ja</translation>
        </message>
        <message>
            <source>no</source>
            <translation>nein</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Dataset</source>
            <translation>Datensatz</translation>
        </message>
        <message>
            <source>Second model</source>
            <translation>Zweites Modell</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Startwert</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Samples</translation>
        </message>
        <message>
            <source>{n}, chosen</source>
            <translation>{n}, ausgewählt</translation>
        </message>
        <message>
            <source>{n} at most, drawn (fast)</source>
            <translation>höchstens {n}, gezogen (schnell)</translation>
        </message>
        <message>
            <source>the whole dataset</source>
            <translation>der ganze Datensatz</translation>
        </message>
        <message>
            <source>Preprocessing</source>
            <translation>Vorverarbeitung</translation>
        </message>
        <message>
            <source>{lower:g} to {upper:g}</source>
            <translation>{lower:g} bis {upper:g}</translation>
        </message>
        <message>
            <source>Input range</source>
            <translation>Eingabebereich</translation>
        </message>
        <message>
            <source>Order of the axes</source>
            <translation>Reihenfolge der Achsen</translation>
        </message>
        <message>
            <source>Channels</source>
            <translation>Kanäle</translation>
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>to 0 … 1</source>
            <translation>auf 0 … 1</translation>
        </message>
        <message>
            <source>to −1 … 1</source>
            <translation>auf −1 … 1</translation>
        </message>
        <message>
            <source>own mean and deviation</source>
            <translation>eigener Mittelwert, eigene Abweichung</translation>
        </message>
        <message>
            <source>channels, height, width</source>
            <translation>Kanäle, Höhe, Breite</translation>
        </message>
        <message>
            <source>height, width, channels</source>
            <translation>Höhe, Breite, Kanäle</translation>
        </message>
        <message>
            <source>height, width; one channel</source>
            <translation>Höhe, Breite; ein Kanal</translation>
        </message>
        <message>
            <source>flat: one for all values</source>
            <translation>flach: einer für alle Werte</translation>
        </message>
        <message>
            <source>{n}, drawn (fast)</source>
            <translation>{n}, gezogen (schnell)</translation>
        </message>
        <message>
            <source>{n}, the whole dataset</source>
            <translation>{n}, der ganze Datensatz</translation>
        </message>
        <message>
            <source>Labels</source>
            <translation>Labels</translation>
        </message>
        <message>
            <source>Label offset</source>
            <translation>Zahl zu den Labels</translation>
        </message>
        <message>
            <source>Time limit</source>
            <translation>Zeitgrenze</translation>
        </message>
        <message>
            <source>the second likeliest</source>
            <translation>die zweitwahrscheinlichste</translation>
        </message>
        <message>
            <source>every other class in turn</source>
            <translation>nacheinander jede andere Klasse</translation>
        </message>
        <message>
            <source>Target class</source>
            <translation>Zielklasse</translation>
        </message>
        <message>
            <source>nearest on {n} samples</source>
            <translation>nächstes auf {n} Samples</translation>
        </message>
        <message>
            <source>{n} model passes</source>
            <translation>{n} Modelldurchläufe</translation>
        </message>
        <message>
            <source>and {n} more jobs</source>
            <translation>und {n} weitere Jobs</translation>
        </message>
        <message>
            <source>Perturbation values</source>
            <translation>Störungswerte</translation>
        </message>
        <message>
            <source>{n}, from {first} to {last}</source>
            <translation>{n}, von {first} bis {last}</translation>
        </message>
        <message>
            <source>attacked: {n}</source>
            <translation>angegriffen: {n}</translation>
        </message>
        <message>
            <source>model passes: {n}</source>
            <translation>Modelldurchläufe: {n}</translation>
        </message>
        <message>
            <source>runs ended early: {n}</source>
            <translation>früh beendete Läufe: {n}</translation>
        </message>
        <message>
            <source>broken at {value} that stood until then: {n}</source>
            <translation>gebrochen bei {value}, was bis dahin hielt: {n}</translation>
        </message>
        <message>
            <source>{n} more broken</source>
            <translation>{n} mehr gebrochen</translation>
        </message>
        <message>
            <source>Stage {number}: {title}</source>
            <translation>Stufe {number}: {title}</translation>
        </message>
        <message>
            <source>attack: {n}</source>
            <translation>Angriff: {n}</translation>
        </message>
        <message>
            <source>second check: {n}</source>
            <translation>zweite Prüfung: {n}</translation>
        </message>
        <message>
            <source>agreement: {n}</source>
            <translation>Übereinstimmung: {n}</translation>
        </message>
        <message>
            <source>ONNX Runtime, to confirm: {n}</source>
            <translation>ONNX Runtime, zur Bestätigung: {n}</translation>
        </message>
        <message>
            <source>Model passes</source>
            <translation>Modelldurchläufe</translation>
        </message>
        <message>
            <source>{n} bytes</source>
            <translation>{n} Bytes</translation>
        </message>
        <message>
            <source>{file} SHA-256</source>
            <translation>SHA-256 von {file}</translation>
        </message>
        <message>
            <source>{n}: {names}</source>
            <translation>{n}: {names}</translation>
        </message>
        <message>
            <source>Classes</source>
            <translation>Klassen</translation>
        </message>
        <message>
            <source>How the dataset's samples were read</source>
            <translation>Wie die Samples des Datensatzes gelesen wurden</translation>
        </message>
        <message>
            <source>RGB turned into BGR</source>
            <translation>RGB zu BGR umgestellt</translation>
        </message>
        <message>
            <source>Class scores</source>
            <translation>Klassenwerte</translation>
        </message>
        <message>
            <source>The model gets (x − mean) / std
mean: {mean}
std: {std}</source>
            <translation>Das Modell bekommt (x − Mittelwert) / Std.-abw.
Mittelwert: {mean}
Std.-abw.: {std}</translation>
        </message>
        <message>
            <source>per channel</source>
            <translation>je Kanal</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>Gerät</translation>
        </message>
        <message>
            <source>Batch size</source>
            <translation>Stapelgröße</translation>
        </message>
        <message>
            <source>Time of attack</source>
            <translation>Dauer des Angriffs</translation>
        </message>
        <message>
            <source>Over all runs of the job, without start and reading</source>
            <translation>Über alle Läufe des Jobs, ohne Start und Lesen</translation>
        </message>
        <message>
            <source>Program</source>
            <translation>Programm</translation>
        </message>
        <message>
            <source>Machine</source>
            <translation>Rechner</translation>
        </message>
        <message>
            <source>once</source>
            <translation>einmal</translation>
        </message>
        <message>
            <source>{n} times</source>
            <translation>{n}-mal</translation>
        </message>
        <message>
            <source>Resumed</source>
            <translation>Fortgesetzt</translation>
        </message>
        <message>
            <source>Repeatable bit for bit</source>
            <translation>Bitgenau wiederholbar</translation>
        </message>
        <message>
            <source>It ran on a GPU, with a time limit, or something changed between its runs</source>
            <translation>Er lief auf einer GPU, mit einer Zeitgrenze, oder etwas hat sich zwischen seinen Läufen geändert</translation>
        </message>
        <message>
            <source>The model draws random numbers: another run gives another curve</source>
            <translation>Das Modell zieht Zufallszahlen: Ein weiterer Lauf ergibt eine andere Kurve</translation>
        </message>
        <message>
            <source>{device}, 1 thread</source>
            <translation>{device}, 1 Thread</translation>
        </message>
        <message>
            <source>{device}, {n} threads</source>
            <translation>{device}, {n} Threads</translation>
        </message>
    </context>
    <context>
        <name>SameJobsOffer</name>
        <message>
            <source>“{name}” had finished by then and was kept.</source>
            <translation>„{name}“ war da schon fertig und wurde behalten.</translation>
        </message>
    </context>
    <context>
        <name>SampleCard</name>
        <message>
            <source>Of this sample no adversarial example is kept as a picture.</source>
            <translation>Von diesem Sample ist kein adversariales Beispiel als Bild aufbewahrt.</translation>
        </message>
        <message>
            <source>The difference at the right is amplified {times:.3g} times.</source>
            <translation>Der Unterschied rechts ist {times:.3g}-fach verstärkt.</translation>
        </message>
        <message>
            <source>not kept</source>
            <translation>nicht aufbewahrt</translation>
        </message>
    </context>
    <context>
        <name>SampleFacts</name>
        <message>
            <source>wrong already</source>
            <translation>schon falsch</translation>
        </message>
        <message>
            <source>withstood</source>
            <translation>hielt stand</translation>
        </message>
        <message>
            <source>8-bit ✓</source>
            <translation>8-Bit ✓</translation>
        </message>
        <message>
            <source>8-bit ✗</source>
            <translation>8-Bit ✗</translation>
        </message>
        <message>
            <source>saved as an image file, with 8 bits for each colour, it still fools the model</source>
            <translation>als Bilddatei mit 8 Bit je Farbe gespeichert täuscht es das Modell noch</translation>
        </message>
        <message>
            <source>saved as an image file, with 8 bits for each colour, it fools the model no longer</source>
            <translation>als Bilddatei mit 8 Bit je Farbe gespeichert täuscht es das Modell nicht mehr</translation>
        </message>
        <message>
            <source>Sample {number}, {label}: taken for {answer} without a perturbation</source>
            <translation>Sample {number}, {label}: ohne Störung für {answer} gehalten</translation>
        </message>
        <message>
            <source>Sample {number}, {label}: no attack broke it</source>
            <translation>Sample {number}, {label}: Kein Angriff hat es gekippt</translation>
        </message>
        <message>
            <source>Sample {number}, {label}: taken for {answer} at {size}</source>
            <translation>Sample {number}, {label}: bei {size} für {answer} gehalten</translation>
        </message>
        <message>
            <source>still after rounding to 8 bits</source>
            <translation>auch noch nach Rundung auf 8 Bit</translation>
        </message>
        <message>
            <source>no longer after rounding to 8 bits</source>
            <translation>nach Rundung auf 8 Bit nicht mehr</translation>
        </message>
        <message>
            <source>class {label}</source>
            <translation>Klasse {label}</translation>
        </message>
        <message>
            <source>{sure} sure</source>
            <translation>{sure} sicher</translation>
        </message>
    </context>
    <context>
        <name>SampleFilters</name>
        <message>
            <source>Class</source>
            <translation>Klasse</translation>
        </message>
        <message>
            <source>What became of the samples</source>
            <translation>Was aus den Samples wurde</translation>
        </message>
        <message>
            <source>Class that examples are taken for</source>
            <translation>Klasse, für die Beispiele gehalten werden</translation>
        </message>
        <message>
            <source>After rounding to 8 bits</source>
            <translation>Nach Rundung auf 8 Bit</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>Reihenfolge</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Speichern</translation>
        </message>
        <message>
            <source>Selected samples as pictures (PNG) …</source>
            <translation>Ausgewählte Samples als Bilder (PNG) …</translation>
        </message>
        <message>
            <source>All adversarial examples, exact (HDF5) …</source>
            <translation>Alle adversarialen Beispiele, exakt (HDF5) …</translation>
        </message>
        <message>
            <source>All classes</source>
            <translation>Alle Klassen</translation>
        </message>
        <message>
            <source>Taken for anything</source>
            <translation>Für irgendetwas gehalten</translation>
        </message>
        <message>
            <source>8-bit: any</source>
            <translation>8-Bit: beliebig</translation>
        </message>
        <message>
            <source>8-bit: still fools</source>
            <translation>8-Bit: täuscht noch</translation>
        </message>
        <message>
            <source>8-bit: no longer fools</source>
            <translation>8-Bit: täuscht nicht mehr</translation>
        </message>
        <message>
            <source>Smallest first</source>
            <translation>Kleinste zuerst</translation>
        </message>
        <message>
            <source>Largest first</source>
            <translation>Größte zuerst</translation>
        </message>
        <message>
            <source>Surest example first</source>
            <translation>Sicherstes Beispiel zuerst</translation>
        </message>
        <message>
            <source>In order of the dataset</source>
            <translation>Wie im Datensatz</translation>
        </message>
        <message>
            <source>Still right at {value}</source>
            <translation>Noch richtig bei {value}</translation>
        </message>
        <message>
            <source>All samples</source>
            <translation>Alle Samples</translation>
        </message>
        <message>
            <source>Broken at {value}</source>
            <translation>Gekippt bei {value}</translation>
        </message>
        <message>
            <source>Broken at ≤ {value}</source>
            <translation>Gekippt bei ≤ {value}</translation>
        </message>
        <message>
            <source>Withstood all up to {value}</source>
            <translation>Hielt bis {value} allem stand</translation>
        </message>
        <message>
            <source>Wrong already</source>
            <translation>Schon vorher falsch</translation>
        </message>
    </context>
    <context>
        <name>SampleGrid</name>
        <message>
            <source>Samples</source>
            <translation>Samples</translation>
        </message>
    </context>
    <context>
        <name>SamplesTab</name>
        <message>
            <source>Select a finished job: its samples are shown here.</source>
            <translation>Einen fertigen Job auswählen: Hier werden seine Samples gezeigt.</translation>
        </message>
        <message>
            <source>The samples are shown here once the job has finished: each with its smallest adversarial example and what was changed.</source>
            <translation>Die Samples werden hier gezeigt, sobald der Job fertig ist: jedes mit seinem kleinsten adversarialen Beispiel und dem, was geändert wurde.</translation>
        </message>
    </context>
    <context>
        <name>SamplesView</name>
        <message>
            <source>No sample is like that. Choose less above.</source>
            <translation>Kein Sample passt dazu. Oben weniger auswählen.</translation>
        </message>
        <message>
            <source>Filters</source>
            <translation>Filter</translation>
        </message>
        <message>
            <source>The adversarial examples of this job are not kept as pictures.</source>
            <translation>Die adversarialen Beispiele dieses Jobs sind nicht als Bilder aufbewahrt.</translation>
        </message>
        <message>
            <source>Adversarial examples are kept of the first {kept} samples only: those of the other {n} can neither be shown nor saved.</source>
            <translation>Adversariale Beispiele sind nur von den ersten {kept} Samples aufbewahrt: Die der übrigen {n} lassen sich weder zeigen noch speichern.</translation>
        </message>
        <message>
            <source>Samples without an example cannot be shown. {why}</source>
            <translation>Samples ohne Beispiel können nicht gezeigt werden. {why}</translation>
        </message>
        <message>
            <source>{listed} of {total} samples · each as it is, its adversarial example, and the difference amplified</source>
            <translation>{listed} von {total} Samples · jedes, wie es ist, sein adversariales Beispiel und die verstärkte Differenz</translation>
        </message>
    </context>
    <context>
        <name>ScaleChoice</name>
        <message>
            <source>Curves to draw</source>
            <translation>Gezeichnete Kurven</translation>
        </message>
        <message>
            <source>The ticked jobs are measured in several ways, and a value means something else in each: curves of different ones cannot be compared by eye.</source>
            <translation>Die angekreuzten Jobs sind verschieden gemessen, und ein Wert bedeutet in jedem Maß etwas anderes: Kurven verschiedener Maße lassen sich nicht mit dem Auge vergleichen.</translation>
        </message>
        <message>
            <source>All {} curves</source>
            <translation>Alle {} Kurven</translation>
        </message>
    </context>
    <context>
        <name>Scales</name>
        <message>
            <source>Max-norm (L∞)</source>
            <translation>Max-Norm (L∞)</translation>
        </message>
        <message>
            <source>fraction of the input range</source>
            <translation>Anteil des Eingabebereichs</translation>
        </message>
        <message>
            <source>Perturbation size, max-norm (L∞)</source>
            <translation>Größe der Störung, Max-Norm (L∞)</translation>
        </message>
        <message>
            <source>{value} of the input range</source>
            <translation>{value} des Eingabebereichs</translation>
        </message>
        <message>
            <source>{value}</source>
            <translation>{value}</translation>
        </message>
        <message>
            <source>max-norm (L∞)</source>
            <translation>Max-Norm (L∞)</translation>
        </message>
        <message>
            <source>Euclidean norm (L2)</source>
            <translation>euklidische Norm (L2)</translation>
        </message>
        <message>
            <source>in units of the input range</source>
            <translation>in Einheiten des Eingabebereichs</translation>
        </message>
        <message>
            <source>Perturbation size, Euclidean norm (L2)</source>
            <translation>Größe der Störung, euklidische Norm (L2)</translation>
        </message>
        <message>
            <source>{value} × the input range in L2</source>
            <translation>{value} × der Eingabebereich in L2</translation>
        </message>
        <message>
            <source>{value} in L2</source>
            <translation>{value} in L2</translation>
        </message>
        <message>
            <source>Sum of changes (L1)</source>
            <translation>Summe der Änderungen (L1)</translation>
        </message>
        <message>
            <source>Perturbation size, sum of changes (L1)</source>
            <translation>Größe der Störung, Summe der Änderungen (L1)</translation>
        </message>
        <message>
            <source>{value} × the input range in L1</source>
            <translation>{value} × der Eingabebereich in L1</translation>
        </message>
        <message>
            <source>{value} in L1</source>
            <translation>{value} in L1</translation>
        </message>
        <message>
            <source>sum of changes (L1)</source>
            <translation>Summe der Änderungen (L1)</translation>
        </message>
        <message>
            <source>Number of changed pixels (L0)</source>
            <translation>Zahl der geänderten Pixel (L0)</translation>
        </message>
        <message>
            <source>share of the pixels</source>
            <translation>Anteil der Pixel</translation>
        </message>
        <message>
            <source>Perturbation size, number of changed pixels (L0)</source>
            <translation>Größe der Störung, Zahl der geänderten Pixel (L0)</translation>
        </message>
        <message>
            <source>{value} of the pixels</source>
            <translation>{value} der Pixel</translation>
        </message>
        <message>
            <source>{value} in L0</source>
            <translation>{value} in L0</translation>
        </message>
        <message>
            <source>number of changed pixels (L0)</source>
            <translation>Zahl der geänderten Pixel (L0)</translation>
        </message>
        <message>
            <source>Severity</source>
            <translation>Stärke</translation>
        </message>
        <message>
            <source>standard deviation ÷ input range</source>
            <translation>Standardabweichung ÷ Eingabebereich</translation>
        </message>
        <message>
            <source>Severity of the Gaussian noise</source>
            <translation>Stärke des gaußschen Rauschens</translation>
        </message>
        <message>
            <source>severity {value}</source>
            <translation>Stärke {value}</translation>
        </message>
        <message>
            <source>standard deviation ÷ shorter side</source>
            <translation>Standardabweichung ÷ kürzere Seite</translation>
        </message>
        <message>
            <source>Severity of the blur</source>
            <translation>Stärke der Unschärfe</translation>
        </message>
        <message>
            <source>share that is lost</source>
            <translation>verlorener Anteil</translation>
        </message>
        <message>
            <source>Severity of the loss of contrast</source>
            <translation>Stärke des Kontrastverlusts</translation>
        </message>
        <message>
            <source>share of the elements</source>
            <translation>Anteil der Elemente</translation>
        </message>
        <message>
            <source>Severity of the salt and pepper</source>
            <translation>Stärke von Salz und Pfeffer</translation>
        </message>
        <message>
            <source>Severity of the change of brightness</source>
            <translation>Stärke der Helligkeitsänderung</translation>
        </message>
        <message>
            <source>1 is 180°</source>
            <translation>1 ist 180°</translation>
        </message>
        <message>
            <source>Severity of the rotation</source>
            <translation>Stärke der Drehung</translation>
        </message>
        <message>
            <source>fraction of the side</source>
            <translation>Anteil der Seite</translation>
        </message>
        <message>
            <source>Severity of the shift</source>
            <translation>Stärke der Verschiebung</translation>
        </message>
    </context>
    <context>
        <name>SearchField</name>
        <message>
            <source>Find jobs: words, or tag:word</source>
            <translation>Suchen: Wörter, tag:Wort</translation>
        </message>
        <message>
            <source>Find jobs by a word in their rows, by tag or note</source>
            <translation>Jobs nach einem Wort in ihrer Zeile, Schlagwort oder Notiz suchen</translation>
        </message>
        <message>
            <source>Words or parts of them in any column, in tags and notes; several narrow.
tag:road looks in tags only, tag:"two words" for words side by side, tag: finds every job with a tag.</source>
            <translation>Wörter oder Teile davon in irgendeiner Spalte, in Schlagwörtern und Notizen; mehrere grenzen ein.
tag:road sucht nur in Schlagwörtern, tag:"zwei Wörter" nach Wörtern nebeneinander, tag: findet jeden Job mit einem Schlagwort.</translation>
        </message>
    </context>
    <context>
        <name>SecondModelSection</name>
        <message>
            <source>It has {} classes, the model has {}.</source>
            <translation>Es hat {} Klassen, das Modell hat {}.</translation>
        </message>
    </context>
    <context>
        <name>SelfTestDialog</name>
        <message>
            <source>Self-test</source>
            <translation>Selbsttest</translation>
        </message>
        <message>
            <source>What</source>
            <translation>Was</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>Bemerkung</translation>
        </message>
        <message>
            <source>A sample is evaluated in a process of its own. That takes about half a minute; jobs go on meanwhile.</source>
            <translation>Ein Beispiel wird in einem eigenen Prozess ausgewertet. Das dauert etwa eine halbe Minute; Jobs laufen währenddessen weiter.</translation>
        </message>
        <message>
            <source>The self-test itself ended early: {why}</source>
            <translation>Der Selbsttest selbst ist vorzeitig geendet: {why}</translation>
        </message>
        <message>
            <source>All that is needed works.</source>
            <translation>Alles, was gebraucht wird, funktioniert.</translation>
        </message>
        <message>
            <source>Something that is needed does not work.</source>
            <translation>Etwas, das gebraucht wird, funktioniert nicht.</translation>
        </message>
        <message>
            <source>works</source>
            <translation>geht</translation>
        </message>
        <message>
            <source>FAILS</source>
            <translation>FEHLER</translation>
        </message>
        <message>
            <source>missing</source>
            <translation>fehlt</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>&amp;Kopieren</translation>
        </message>
        <message>
            <source>&amp;Test again</source>
            <translation>&amp;Noch einmal testen</translation>
        </message>
    </context>
    <context>
        <name>SettingsDialog</name>
        <message>
            <source>Settings</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>A quarter larger</source>
            <translation>Um ein Viertel größer</translation>
        </message>
        <message>
            <source>Half as large again</source>
            <translation>Um die Hälfte größer</translation>
        </message>
    </context>
    <context>
        <name>ShortcutList</name>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>Tastenkürzel</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>Wo</translation>
        </message>
        <message>
            <source>What</source>
            <translation>Was</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>&amp;Kopieren</translation>
        </message>
        <message>
            <source>Jobs table</source>
            <translation>Jobtabelle</translation>
        </message>
        <message>
            <source>Curve</source>
            <translation>Kurve</translation>
        </message>
        <message>
            <source>File fields</source>
            <translation>Dateifelder</translation>
        </message>
        <message>
            <source>Tick or untick the selected jobs</source>
            <translation>Die ausgewählten Jobs ankreuzen oder nicht</translation>
        </message>
        <message>
            <source>First job</source>
            <translation>Erster Job</translation>
        </message>
        <message>
            <source>Last job</source>
            <translation>Letzter Job</translation>
        </message>
        <message>
            <source>Read the curves at the value before</source>
            <translation>Kurven beim vorigen Wert ablesen</translation>
        </message>
        <message>
            <source>Read the curves at the next value</source>
            <translation>Kurven beim nächsten Wert ablesen</translation>
        </message>
        <message>
            <source>End reading</source>
            <translation>Ablesen beenden</translation>
        </message>
        <message>
            <source>Recent files</source>
            <translation>Letzte Dateien</translation>
        </message>
    </context>
    <context>
        <name>SizeHistogram</name>
        <message>
            <source>Minimum perturbations</source>
            <translation>Kleinste Störungen</translation>
        </message>
        <message>
            <source>{count} wrong without a perturbation</source>
            <translation>{count} ohne Störung falsch</translation>
        </message>
        <message>
            <source>{count} withstood {value}</source>
            <translation>{count} hielten {value} stand</translation>
        </message>
        <message>
            <source>{count} broken above {above} and up to {up_to}</source>
            <translation>{count} gekippt über {above} und bis {up_to}</translation>
        </message>
        <message>
            <source>wrong</source>
            <translation>falsch</translation>
        </message>
    </context>
    <context>
        <name>Spec</name>
        <message>
            <source>Change one of them.</source>
            <translation>Eine von beiden Angaben ändern.</translation>
        </message>
        <message>
            <source>Empty this field or choose another attack.</source>
            <translation>Dieses Feld leeren oder einen anderen Angriff wählen.</translation>
        </message>
        <message>
            <source>This is a folder. Choose a file in it.</source>
            <translation>Dies ist ein Ordner. Eine Datei darin wählen.</translation>
        </message>
        <message>
            <source>Choose the output below.</source>
            <translation>Unten die Ausgabe wählen.</translation>
        </message>
        <message>
            <source>Choose the labels below.</source>
            <translation>Unten die Labels wählen.</translation>
        </message>
        <message>
            <source>Rename the one with the labels to “labels”.</source>
            <translation>Die mit den Labels in „labels“ umbenennen.</translation>
        </message>
        <message>
            <source>Correct the file.</source>
            <translation>Die Datei berichtigen.</translation>
        </message>
        <message>
            <source>Give the names of the classes in the order of their numbers: Advanced, Class names.</source>
            <translation>Die Klassennamen in der Reihenfolge ihrer Nummern angeben: Erweitert, Klassennamen.</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Dataset</source>
            <translation>Datensatz</translation>
        </message>
        <message>
            <source>Mode</source>
            <translation>Modus</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Samples</translation>
        </message>
        <message>
            <source>Perturbation</source>
            <translation>Störung</translation>
        </message>
        <message>
            <source>Perturbation values</source>
            <translation>Störungswerte</translation>
        </message>
        <message>
            <source>Preprocessing</source>
            <translation>Vorverarbeitung</translation>
        </message>
        <message>
            <source>Attack</source>
            <translation>Angriff</translation>
        </message>
        <message>
            <source>Input range</source>
            <translation>Eingabebereich</translation>
        </message>
        <message>
            <source>Order of the axes</source>
            <translation>Reihenfolge der Achsen</translation>
        </message>
        <message>
            <source>Channels</source>
            <translation>Kanäle</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>Gerät</translation>
        </message>
        <message>
            <source>Batch size</source>
            <translation>Stapelgröße</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Startwert</translation>
        </message>
        <message>
            <source>Time limit in seconds</source>
            <translation>Zeitgrenze in Sekunden</translation>
        </message>
        <message>
            <source>Name of the job</source>
            <translation>Name des Jobs</translation>
        </message>
        <message>
            <source>Chosen samples</source>
            <translation>Ausgewählte Samples</translation>
        </message>
        <message>
            <source>Output read as class scores</source>
            <translation>Als Klassenwerte gelesene Ausgabe</translation>
        </message>
        <message>
            <source>Labels</source>
            <translation>Labels</translation>
        </message>
        <message>
            <source>Label offset</source>
            <translation>Label-Versatz</translation>
        </message>
        <message>
            <source>Class names</source>
            <translation>Klassennamen</translation>
        </message>
        <message>
            <source>Target class</source>
            <translation>Zielklasse</translation>
        </message>
        <message>
            <source>Second model</source>
            <translation>Zweites Modell</translation>
        </message>
        <message>
            <source>Fast</source>
            <translation>Schnell</translation>
        </message>
        <message>
            <source>Complete</source>
            <translation>Vollständig</translation>
        </message>
        <message>
            <source>“{setting}” set to {value}</source>
            <translation>„{setting}“ auf {value} gesetzt</translation>
        </message>
        <message>
            <source>“{setting}”</source>
            <translation>„{setting}“</translation>
        </message>
    </context>
    <context>
        <name>SpecCommands</name>
        <message>
            <source>Save spec as</source>
            <translation>Spezifikation speichern als</translation>
        </message>
        <message>
            <source>Specs (*.json)</source>
            <translation>Spezifikationen (*.json)</translation>
        </message>
        <message>
            <source>The form's spec is on the clipboard.</source>
            <translation>Die Spezifikation des Formulars ist in der Zwischenablage.</translation>
        </message>
        <message>
            <source>The form is no whole spec yet. {reason}</source>
            <translation>Das Formular ist noch keine ganze Spezifikation. {reason}</translation>
        </message>
        <message>
            <source>Not saved: there is “{file}” already.</source>
            <translation>Nicht gespeichert: „{file}“ gibt es schon.</translation>
        </message>
        <message>
            <source>Save it under its whole name to replace it.</source>
            <translation>Unter dem ganzen Namen speichern, um sie zu ersetzen.</translation>
        </message>
    </context>
    <context>
        <name>StageTable</name>
        <message>
            <source>Stages of the attack</source>
            <translation>Stufen des Angriffs</translation>
        </message>
    </context>
    <context>
        <name>StageTableModel</name>
        <message>
            <source>Stage</source>
            <translation>Stufe</translation>
        </message>
        <message>
            <source>Attacked</source>
            <translation>Angegriffen</translation>
        </message>
        <message>
            <source>Passes</source>
            <translation>Durchläufe</translation>
        </message>
        <message>
            <source>At {value}</source>
            <translation>Bei {value}</translation>
        </message>
        <message>
            <source>Samples that are broken at {value} and were not before this stage</source>
            <translation>Samples, die bei {value} gekippt sind und es vor dieser Stufe nicht waren</translation>
        </message>
        <message>
            <source>Runs ended early: {n}</source>
            <translation>Früh beendete Läufe: {n}</translation>
        </message>
    </context>
    <context>
        <name>Submission</name>
        <message>
            <source>Making sure that the files have not changed …</source>
            <translation>Es wird geprüft, ob die Dateien noch dieselben sind …</translation>
        </message>
        <message>
            <source>Adding it to the queue …</source>
            <translation>Wird in die Warteschlange gestellt …</translation>
        </message>
    </context>
    <context>
        <name>SubmitBar</name>
        <message>
            <source>Add to &amp;queue</source>
            <translation>In die &amp;Warteschlange</translation>
        </message>
        <message>
            <source>&amp;Evaluate anyway</source>
            <translation>Trotzdem aus&amp;werten</translation>
        </message>
        <message>
            <source>Ctrl+Return</source>
            <translation>Strg+Eingabe</translation>
        </message>
    </context>
    <context>
        <name>SwappedFiles</name>
        <message>
            <source>Model and dataset are in each other's place.</source>
            <translation>Modell und Datensatz stehen am Platz des anderen.</translation>
        </message>
        <message>
            <source>Swap</source>
            <translation>Tauschen</translation>
        </message>
        <message>
            <source>The dataset is in the model's place.</source>
            <translation>Der Datensatz steht am Platz des Modells.</translation>
        </message>
        <message>
            <source>Move it</source>
            <translation>Umsetzen</translation>
        </message>
        <message>
            <source>The model is in the dataset's place.</source>
            <translation>Das Modell steht am Platz des Datensatzes.</translation>
        </message>
    </context>
    <context>
        <name>TagsField</name>
        <message>
            <source>Tags of the job, with commas between them</source>
            <translation>Schlagwörter des Jobs, mit Kommas dazwischen</translation>
        </message>
        <message>
            <source>baseline, cifar10</source>
            <translation>Referenz, cifar10</translation>
        </message>
        <message>
            <source>Words to find the job by, with commas between them</source>
            <translation>Wörter, um den Job zu finden, mit Kommas dazwischen</translation>
        </message>
    </context>
    <context>
        <name>TargetField</name>
        <message>
            <source>any other class</source>
            <translation>jede andere Klasse</translation>
        </message>
    </context>
    <context>
        <name>TextBox</name>
        <message>
            <source>Show details</source>
            <translation>Details zeigen</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <source>Hide details</source>
            <translation>Details ausblenden</translation>
        </message>
    </context>
    <context>
        <name>TracePlot</name>
        <message>
            <source>The attack pass by pass</source>
            <translation>Der Angriff Durchlauf für Durchlauf</translation>
        </message>
        <message>
            <source>Model passes</source>
            <translation>Modelldurchläufe</translation>
        </message>
    </context>
    <context>
        <name>TracedSample</name>
        <message>
            <source>Median sample</source>
            <translation>Mittleres Sample</translation>
        </message>
        <message>
            <source>Easiest to break</source>
            <translation>Am leichtesten gekippt</translation>
        </message>
        <message>
            <source>Hardest to break</source>
            <translation>Am schwersten gekippt</translation>
        </message>
        <message>
            <source>One that withstood</source>
            <translation>Eines, das standhielt</translation>
        </message>
    </context>
    <context>
        <name>Trust</name>
        <message>
            <source>The worst of {repeats} answers counts: {share} of them were right on clean samples, and {n} of {samples} samples were right in some only</source>
            <translation>Die schlechteste von {repeats} Antworten zählt: {share} davon waren auf ungestörten Samples richtig, und {n} von {samples} Samples waren nur in einigen richtig</translation>
        </message>
        <message>
            <source>Asked again, {share} of the answers to examples were misled; {n} of {examples} examples did not mislead every one</source>
            <translation>Noch einmal gefragt, waren {share} der Antworten auf Beispiele irregeführt; {n} von {examples} Beispielen führten nicht alle irre</translation>
        </message>
        <message>
            <source>and {n} more</source>
            <translation>und {n} weitere</translation>
        </message>
        <message>
            <source>A corruption is not a worst case: an attack breaks more</source>
            <translation>Eine Verfälschung ist kein schlimmster Fall: Ein Angriff kippt mehr</translation>
        </message>
        <message>
            <source>Random noise is not a worst case: an attack breaks more</source>
            <translation>Zufallsrauschen ist kein schlimmster Fall: Ein Angriff kippt mehr</translation>
        </message>
        <message>
            <source>An upper bound under this attack, not a proof.</source>
            <translation>Eine obere Schranke unter diesem Angriff, kein Beweis.</translation>
        </message>
        <message>
            <source>One draw per sample and value: others may turn out otherwise.</source>
            <translation>Eine Ziehung je Sample und Wert: Andere können anders ausfallen.</translation>
        </message>
        <message>
            <source>Every answer is ONNX Runtime's own</source>
            <translation>Jede Antwort kommt von ONNX Runtime selbst</translation>
        </message>
        <message>
            <source>No example: ONNX Runtime refused all that the converted model took for one ({n} ×)</source>
            <translation>Kein Beispiel: ONNX Runtime lehnte alles ab, was das umgewandelte Modell für eines hielt ({n} ×)</translation>
        </message>
        <message>
            <source>No example was found by an attack without gradients: with more steps, or along gradients, there may be some</source>
            <translation>Ein Angriff ohne Gradienten hat kein Beispiel gefunden: Mit mehr Schritten oder entlang von Gradienten kann es welche geben</translation>
        </message>
        <message>
            <source>No example was found, so there was none to confirm</source>
            <translation>Kein Beispiel wurde gefunden, also war keines zu bestätigen</translation>
        </message>
        <message>
            <source>Every example confirmed by ONNX Runtime</source>
            <translation>Jedes Beispiel von ONNX Runtime bestätigt</translation>
        </message>
        <message>
            <source>What misled the second model only does not count ({n} ×)</source>
            <translation>Was nur das zweite Modell täuschte, zählt nicht ({n} ×)</translation>
        </message>
        <message>
            <source>What misled the attacked model was refused by ONNX Runtime ({n} ×)</source>
            <translation>Was das angegriffene Modell täuschte, hat ONNX Runtime abgelehnt ({n} ×)</translation>
        </message>
        <message>
            <source>1 more was refused by ONNX Runtime and does not count</source>
            <translation>1 weiteres wurde von ONNX Runtime abgelehnt und zählt nicht</translation>
        </message>
        <message>
            <source>{n} more were refused by ONNX Runtime and do not count</source>
            <translation>{n} weitere wurden von ONNX Runtime abgelehnt und zählen nicht</translation>
        </message>
        <message>
            <source>No converter could do the model: ONNX Runtime itself was asked</source>
            <translation>Keine Umwandlung kam mit dem Modell zurecht: ONNX Runtime selbst wurde gefragt</translation>
        </message>
        <message>
            <source>Answers are spread as ONNX Runtime's on {n} samples: the distributions differ by {difference}, chance explains {tolerance}</source>
            <translation>Antworten streuen auf {n} Samples wie die von ONNX Runtime: Die Verteilungen unterscheiden sich um {difference}, der Zufall erklärt {tolerance}</translation>
        </message>
        <message>
            <source>Scores agree with ONNX Runtime on {n} samples: largest difference {difference}, allowed {tolerance}</source>
            <translation>Klassenwerte stimmen auf {n} Samples mit ONNX Runtime überein: größte Abweichung {difference}, erlaubt {tolerance}</translation>
        </message>
        <message>
            <source>Second model: {sentence}</source>
            <translation>Zweites Modell: {sentence}</translation>
        </message>
        <message>
            <source>The gradient is the slope: finite differences give {ratio:.2f} of it</source>
            <translation>Der Gradient ist die Steigung: Finite Differenzen ergeben das {ratio:.2f}-Fache davon</translation>
        </message>
        <message>
            <source>The gradient is about the slope: finite differences give {ratio:.2f} of it, as where rectifiers and maxima bend (allowed: 0.5 to 2)</source>
            <translation>Der Gradient ist ungefähr die Steigung: Finite Differenzen ergeben das {ratio:.2f}-Fache davon, wie dort, wo Gleichrichter und Maxima knicken (erlaubt: 0.5 bis 2)</translation>
        </message>
        <message>
            <source>Finite differences give {ratio:.2g} of the gradient</source>
            <translation>Finite Differenzen ergeben das {ratio:.2g}-Fache des Gradienten</translation>
        </message>
        <message>
            <source>One step is a weak attack: attacks that take many usually break far more</source>
            <translation>Ein Schritt ist ein schwacher Angriff: Angriffe mit vielen brechen meist weit mehr</translation>
        </message>
        <message>
            <source>The curve hardly falls from {begin} to {end}: the last {n} samples may be the attack's limit, not robustness. A stronger attack will tell</source>
            <translation>Die Kurve fällt von {begin} bis {end} kaum: Die letzten {n} Samples können die Grenze des Angriffs sein statt Robustheit. Ein stärkerer Angriff zeigt es</translation>
        </message>
        <message>
            <source>No sample withstood, so none was checked a second time</source>
            <translation>Kein Sample hielt stand, also wurde keines ein zweites Mal geprüft</translation>
        </message>
        <message>
            <source>In its jobs, {n} checks at a smaller value broke {broken} samples</source>
            <translation>In seinen Jobs kippten {n} Prüfungen bei einem kleineren Wert {broken} Samples</translation>
        </message>
        <message>
            <source>{broken} of {n} unbroken samples fell to a smaller perturbation, so every smaller value was attacked</source>
            <translation>{broken} von {n} nicht gebrochenen Samples fielen bei einer kleineren Störung, daher wurde jeder kleinere Wert angegriffen</translation>
        </message>
        <message>
            <source>{broken} of {n} unbroken samples fell to a smaller perturbation, perhaps by chance, so every smaller value was attacked</source>
            <translation>{broken} von {n} standhaften Samples fielen einer kleineren Störung, vielleicht zufällig, also wurde jeder kleinere Wert angegriffen</translation>
        </message>
        <message>
            <source>1 unbroken sample was attacked again at a smaller value and held</source>
            <translation>1 standhaftes Sample wurde bei einem kleineren Wert erneut angegriffen und hielt</translation>
        </message>
        <message>
            <source>{n} unbroken samples were attacked again at a smaller value; none was broken</source>
            <translation>{n} standhafte Samples wurden bei einem kleineren Wert erneut angegriffen; keines kippte</translation>
        </message>
        <message>
            <source>{n} of {drawn} samples</source>
            <translation>{n} von {drawn} Samples</translation>
        </message>
        <message>
            <source>{n} samples</source>
            <translation>{n} Samples</translation>
        </message>
        <message>
            <source>1 sample</source>
            <translation>1 Sample</translation>
        </message>
        <message>
            <source>{samples}, chosen by you, so no interval applies</source>
            <translation>{samples}, von Hand gewählt, also gilt kein Intervall</translation>
        </message>
        <message>
            <source>{samples}: ± {half} percentage points at most</source>
            <translation>{samples}: höchstens ± {half} Prozentpunkte</translation>
        </message>
    </context>
    <context>
        <name>UnfitFiles</name>
        <message>
            <source>“{}” is no dataset yet.</source>
            <translation>„{}“ ist noch kein Datensatz.</translation>
        </message>
        <message>
            <source>A dataset can be made of a folder of pictures by class, of arrays and tables.</source>
            <translation>Ein Datensatz lässt sich aus einem Ordner mit Bildern je Klasse, aus Arrays und Tabellen erstellen.</translation>
        </message>
        <message>
            <source>Make one of it …</source>
            <translation>Einen daraus erstellen …</translation>
        </message>
        <message>
            <source>“{}” is neither a model nor a dataset.</source>
            <translation>„{}“ ist weder ein Modell noch ein Datensatz.</translation>
        </message>
        <message>
            <source>An evidence pack is checked on the command line, with “pandavision verify” and its name; whatever else is in a ZIP file has to be unpacked first.</source>
            <translation>Ein Nachweispaket wird auf der Kommandozeile geprüft, mit „pandavision verify“ und seinem Namen; was sonst in einer ZIP-Datei steckt, muss erst entpackt werden.</translation>
        </message>
        <message>
            <source>Models end in .onnx, datasets in .h5 or .hdf5, specs in .json, archives of jobs in .pandavision.</source>
            <translation>Modelle enden auf .onnx, Datensätze auf .h5 oder .hdf5, Spezifikationen auf .json, Archive von Jobs auf .pandavision.</translation>
        </message>
    </context>
    <context>
        <name>Values</name>
        <message>
            <source>{first} to {last}, {count} values</source>
            <translation>{first} bis {last}, {count} Werte</translation>
        </message>
    </context>
    <context>
        <name>ValuesEditor</name>
        <message>
            <source>Perturbation values</source>
            <translation>Störungswerte</translation>
        </message>
        <message>
            <source>8/255, 3%, 0.02</source>
            <translation>8/255, 3%, 0.02</translation>
        </message>
        <message>
            <source>&amp;Add</source>
            <translation>&amp;Hinzufügen</translation>
        </message>
        <message>
            <source>&amp;Remove</source>
            <translation>&amp;Entfernen</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <source>Do you mean {}?</source>
            <translation>Ist {} gemeint?</translation>
        </message>
        <message>
            <source>&amp;From</source>
            <translation>&amp;Von</translation>
        </message>
        <message>
            <source>&amp;To</source>
            <translation>&amp;Bis</translation>
        </message>
        <message>
            <source>&amp;How many</source>
            <translation>&amp;Wie viele</translation>
        </message>
        <message>
            <source>&amp;New value</source>
            <translation>&amp;Neuer Wert</translation>
        </message>
        <message>
            <source>New value</source>
            <translation>Neuer Wert</translation>
        </message>
        <message>
            <source>Take back the last change that was made here</source>
            <translation>Die letzte Änderung von hier zurücknehmen</translation>
        </message>
    </context>
    <context>
        <name>ValuesHint</name>
        <message>
            <source>value</source>
            <translation>Wert</translation>
        </message>
        <message>
            <source>values</source>
            <translation>Werte</translation>
        </message>
        <message>
            <source>{} up to {}</source>
            <translation>{} bis {}</translation>
        </message>
        <message>
            <source>{}, with the added 0, up to {}</source>
            <translation>{}, mit der ergänzten 0, bis {}</translation>
        </message>
        <message>
            <source>{} ({})</source>
            <translation>{} ({})</translation>
        </message>
        <message>
            <source>{} in data units</source>
            <translation>{} in Dateneinheiten</translation>
        </message>
        <message>
            <source>{} = {:.4g} % of the pixels</source>
            <translation>{} = {:.4g} % der Pixel</translation>
        </message>
        <message>
            <source>{} = {:.4g}/255</source>
            <translation>{} = {:.4g}/255</translation>
        </message>
        <message>
            <source>{} = {}</source>
            <translation>{} = {}</translation>
        </message>
        <message>
            <source>; {} × the whole range of one element</source>
            <translation>; {} × der ganze Bereich eines Elements</translation>
        </message>
        <message>
            <source>; spread evenly, {:.2g} of the range per element</source>
            <translation>; gleichmäßig verteilt {:.2g} des Bereichs je Element</translation>
        </message>
        <message>
            <source>; spread evenly, {:.3g} per element</source>
            <translation>; gleichmäßig verteilt {:.3g} je Element</translation>
        </message>
        <message>
            <source>Over half the range, every picture can become grey.</source>
            <translation>Über dem halben Bereich kann jedes Bild grau werden.</translation>
        </message>
        <message>
            <source>With over half of the pixels, every picture can become another.</source>
            <translation>Mit mehr als der Hälfte der Pixel kann jedes Bild ein anderes werden.</translation>
        </message>
        <message>
            <source>From {} on, every sample can become any other.</source>
            <translation>Ab {} kann jedes Sample zu jedem anderen werden.</translation>
        </message>
        <message>
            <source>Over {}, every picture can become grey.</source>
            <translation>Über {} kann jedes Bild grau werden.</translation>
        </message>
        <message>
            <source>Tiny in {}, where changes add up: values up to {} are usual.</source>
            <translation>Winzig in {}, wo sich Änderungen summieren: Werte bis {} sind üblich.</translation>
        </message>
    </context>
    <context>
        <name>ValuesModel</name>
        <message>
            <source>Perturbation value</source>
            <translation>Störungswert</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Samples</translation>
        </message>
        <message>
            <source>{name}, lower</source>
            <translation>{name}, untere</translation>
        </message>
        <message>
            <source>{name}, upper</source>
            <translation>{name}, obere</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>Differenz</translation>
        </message>
        <message>
            <source>Only {name} right</source>
            <translation>Nur {name} richtig</translation>
        </message>
        <message>
            <source>Corrected p</source>
            <translation>Korrigiertes p</translation>
        </message>
        <message>
            <source>Better</source>
            <translation>Besser</translation>
        </message>
        <message>
            <source>≈ within chance</source>
            <translation>≈ im Rahmen des Zufalls</translation>
        </message>
        <message>
            <source>{right} of {count} samples are right.</source>
            <translation>{right} von {count} Samples sind richtig.</translation>
        </message>
        <message>
            <source>95 % interval: {interval} %</source>
            <translation>95-%-Intervall: {interval} %</translation>
        </message>
        <message>
            <source>{one} samples are right for the first only, {other} for the second only.</source>
            <translation>{one} Samples sind nur beim ersten richtig, {other} nur beim zweiten.</translation>
        </message>
        <message>
            <source>Not corrected: the clean accuracy is a question of its own.</source>
            <translation>Nicht korrigiert: Die Genauigkeit ohne Störung ist eine eigene Frage.</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Wert</translation>
        </message>
        <message>
            <source>Right more often</source>
            <translation>Öfter richtig</translation>
        </message>
        <message>
            <source>Share of the common samples that it has right</source>
            <translation>Anteil der gemeinsamen Samples, die er richtig hat</translation>
        </message>
        <message>
            <source>{share}, with its 95 % interval.</source>
            <translation>{share}, mit seinem 95-%-Intervall.</translation>
        </message>
        <message>
            <source>“{second}” minus “{first}”, percentage points</source>
            <translation>„{second}“ minus „{first}“, Prozentpunkte</translation>
        </message>
        <message>
            <source>Of McNemar's exact test on the samples where they disagree</source>
            <translation>Aus McNemars exaktem Test auf den Samples, bei denen sie sich unterscheiden</translation>
        </message>
        <message>
            <source>After Holm's correction over the values above 0</source>
            <translation>Nach Holms Korrektur über die Werte über 0</translation>
        </message>
        <message>
            <source>Where the corrected p is below 0.05</source>
            <translation>Wo das korrigierte p unter 0.05 liegt</translation>
        </message>
        <message>
            <source>Severity ({})</source>
            <translation>Stärke ({})</translation>
        </message>
        <message>
            <source>Share of the pixels, %</source>
            <translation>Anteil der Pixel, %</translation>
        </message>
        <message>
            <source>Fraction</source>
            <translation>Anteil</translation>
        </message>
        <message>
            <source>Length in input ranges</source>
            <translation>Länge in Eingabebereichen</translation>
        </message>
        <message>
            <source>n/255</source>
            <translation>n/255</translation>
        </message>
        <message>
            <source>Data units</source>
            <translation>Dateneinheiten</translation>
        </message>
    </context>
    <context>
        <name>ValuesSection</name>
        <message>
            <source>Perturbation values</source>
            <translation>Störungswerte</translation>
        </message>
        <message>
            <source>/255</source>
            <translation>/255</translation>
        </message>
        <message>
            <source>Edit …</source>
            <translation>Bearbeiten …</translation>
        </message>
        <message>
            <source>From, to and how many; each value in every unit</source>
            <translation>Von, bis und wie viele; jeder Wert in jeder Einheit</translation>
        </message>
        <message>
            <source>Edit the perturbation values</source>
            <translation>Die Störungswerte bearbeiten</translation>
        </message>
        <message>
            <source>Perturbation val&amp;ues</source>
            <translation>Störungsw&amp;erte</translation>
        </message>
        <message>
            <source>to</source>
            <translation>bis</translation>
        </message>
        <message>
            <source>{} values from {:.4g} to {:.4g}, as loaded</source>
            <translation>{} Werte von {:.4g} bis {:.4g}, wie geladen</translation>
        </message>
        <message>
            <source>{} values from {:.4g} to {:.4g}, as edited</source>
            <translation>{} Werte von {:.4g} bis {:.4g}, wie bearbeitet</translation>
        </message>
        <message>
            <source>Largest value {}</source>
            <translation>Größter Wert {}</translation>
        </message>
        <message>
            <source>{} evenly spaced values from 0 to {}</source>
            <translation>{} Werte in gleichen Abständen von 0 bis {}</translation>
        </message>
        <message>
            <source>Severities from 0 to 1 ({}); 0 is always evaluated.</source>
            <translation>Stärken von 0 bis 1 ({}); 0 wird immer ausgewertet.</translation>
        </message>
        <message>
            <source>0:0.25:0.05 (from, to, step)
0, 0.1, 1/3, 50%</source>
            <translation>0:0.25:0.05 (von, bis, Schritt)
0, 0.1, 1/3, 50%</translation>
        </message>
        <message>
            <source>Fractions of the input range; 0 is always evaluated.</source>
            <translation>Anteile des Eingabebereichs; 0 wird immer ausgewertet.</translation>
        </message>
        <message>
            <source>Euclidean length of a sample's whole change, in units of the input range: values above 1 are usual for large pictures. 0 is always evaluated.</source>
            <translation>Euklidische Länge der ganzen Änderung eines Samples, in Einheiten des Eingabebereichs: Werte über 1 sind bei großen Bildern üblich. 0 wird immer ausgewertet.</translation>
        </message>
        <message>
            <source>Sum of a sample's changes, in units of the input range: values above 1 are usual. 0 is always evaluated.</source>
            <translation>Summe der Änderungen eines Samples, in Einheiten des Eingabebereichs: Werte über 1 sind üblich. 0 wird immer ausgewertet.</translation>
        </message>
        <message>
            <source>Share of the pixels that may change, each by any amount in all channels. 0 is always evaluated.</source>
            <translation>Anteil der Pixel, die sich ändern dürfen, jedes beliebig stark in allen Kanälen. 0 wird immer ausgewertet.</translation>
        </message>
        <message>
            <source>0:0.05:0.01 (from, to, step)
0, 0.01, 8/255, 3%</source>
            <translation>0:0.05:0.01 (von, bis, Schritt)
0, 0.01, 8/255, 3%</translation>
        </message>
        <message>
            <source>0:1:0.2 (from, to, step)
0, 36/255, 0.5, 1</source>
            <translation>0:1:0.2 (von, bis, Schritt)
0, 36/255, 0.5, 1</translation>
        </message>
        <message>
            <source>0:10:2 (from, to, step)
0, 2.5, 5, 10</source>
            <translation>0:10:2 (von, bis, Schritt)
0, 2.5, 5, 10</translation>
        </message>
        <message>
            <source>0:0.05:0.01 (from, to, step)
0, 0.01, 3%</source>
            <translation>0:0.05:0.01 (von, bis, Schritt)
0, 0.01, 3%</translation>
        </message>
        <message>
            <source>! {}. {}</source>
            <translation>! {}. {}</translation>
        </message>
        <message>
            <source>Do you mean {}?</source>
            <translation>Ist {} gemeint?</translation>
        </message>
    </context>
    <context>
        <name>VerdictCards</name>
        <message>
            <source>“{first}” and “{second}” are not compared sample by sample: {why}.</source>
            <translation>„{first}“ und „{second}“ werden nicht Sample für Sample verglichen: {why}.</translation>
        </message>
    </context>
    <context>
        <name>Welcome</name>
        <message>
            <source>Run the sample evaluation</source>
            <translation>Beispielauswertung starten</translation>
        </message>
        <message>
            <source>How far can an attacker bend the inputs before the classifier fails?</source>
            <translation>Wie weit kann ein Angreifer die Eingaben verbiegen, bis der Klassifikator versagt?</translation>
        </message>
        <message>
            <source>Choose an ONNX model and an HDF5 dataset on the left and add the evaluation to the queue. Every sample is attacked, every example found is confirmed by ONNX Runtime, and the robustness curve grows here.</source>
            <translation>Links ein ONNX-Modell und einen HDF5-Datensatz wählen und die Auswertung in die Warteschlange stellen. Jedes Sample wird angegriffen, jedes gefundene Beispiel von ONNX Runtime bestätigt, und hier wächst die Robustheitskurve.</translation>
        </message>
        <message>
            <source>Or look at the sample first: two networks for road signs, a standard and a robust one. It takes some seconds.</source>
            <translation>Oder zuerst das Beispiel ansehen: zwei Netze für Verkehrszeichen, ein gewöhnliches und ein robustes. Es dauert einige Sekunden.</translation>
        </message>
        <message>
            <source>Starting …</source>
            <translation>Startet …</translation>
        </message>
        <message>
            <source>Nothing leaves this machine.</source>
            <translation>Nichts verlässt diesen Rechner.</translation>
        </message>
    </context>
    <context>
        <name>WhatsNew</name>
        <message>
            <source>This is version {version}; {last}, which is newer, has used this data folder.</source>
            <translation>Dies ist Version {version}; die neuere {last} hat diesen Datenordner schon benutzt.</translation>
        </message>
        <message>
            <source>This is version {version}; it was {last} the last time.</source>
            <translation>Dies ist Version {version}; beim letzten Mal war es {last}.</translation>
        </message>
        <message>
            <source>What is new</source>
            <translation>Was ist neu</translation>
        </message>
    </context>
    <context>
        <name>WhatsNewDialog</name>
        <message>
            <source>What is new</source>
            <translation>Was ist neu</translation>
        </message>
        <message>
            <source>The changelog is missing. Install the program again to have it.</source>
            <translation>Das Änderungsprotokoll fehlt. Das Programm neu installieren, um es zu haben.</translation>
        </message>
    </context>
    <context>
        <name>ask_about_missing_folder</name>
        <message>
            <source>Your jobs are in it. Connect its drive and try again. With the default folder you see other jobs, or none, this time; the next start looks for this one again.</source>
            <translation>Darin sind die Jobs. Das Laufwerk anschließen und erneut versuchen. Mit dem Standardordner sind diesmal andere Jobs zu sehen, oder keine; der nächste Start sucht wieder nach diesem.</translation>
        </message>
        <message>
            <source>&amp;Try again</source>
            <translation>&amp;Erneut versuchen</translation>
        </message>
        <message>
            <source>Use the &amp;default folder</source>
            <translation>&amp;Standardordner benutzen</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>Been&amp;den</translation>
        </message>
    </context>
    <context>
        <name>ask_before_clearing</name>
        <message>
            <source>Clear pictures</source>
            <translation>Bilder löschen</translation>
        </message>
        <message>
            <source>Clear the pictures of one job?</source>
            <translation>Die Bilder eines Jobs löschen?</translation>
        </message>
        <message>
            <source>Clear the pictures of {n} jobs?</source>
            <translation>Die Bilder von {n} Jobs löschen?</translation>
        </message>
        <message>
            <source>The adversarial pictures and samples.h5 are deleted. All numbers stay.</source>
            <translation>Die adversarialen Bilder und samples.h5 werden gelöscht. Alle Zahlen bleiben.</translation>
        </message>
        <message>
            <source>What is resumed goes on where it was.</source>
            <translation>Was fortgesetzt wird, geht weiter, wo es war.</translation>
        </message>
        <message>
            <source>Clear rows and pictures</source>
            <translation>Zeilen und Bilder löschen</translation>
        </message>
        <message>
            <source>Clear rows and pictures of one job?</source>
            <translation>Zeilen und Bilder eines Jobs löschen?</translation>
        </message>
        <message>
            <source>Clear rows and pictures of {n} jobs?</source>
            <translation>Zeilen und Bilder von {n} Jobs löschen?</translation>
        </message>
        <message>
            <source>Finished jobs keep result and curve, but their samples cannot be looked at and they cannot be archived any more.</source>
            <translation>Fertige Jobs behalten Ergebnis und Kurve, aber ihre Samples können nicht mehr angesehen und sie selbst nicht mehr archiviert werden.</translation>
        </message>
        <message>
            <source>Jobs that have not finished start anew when they are resumed.</source>
            <translation>Nicht fertige Jobs beginnen von vorn, wenn sie fortgesetzt werden.</translation>
        </message>
        <message>
            <source>This cannot be undone.</source>
            <translation>Dies lässt sich nicht rückgängig machen.</translation>
        </message>
        <message>
            <source>This frees {size}.</source>
            <translation>Dies gibt {size} frei.</translation>
        </message>
        <message>
            <source>&amp;Clear</source>
            <translation>&amp;Löschen</translation>
        </message>
        <message>
            <source>&amp;Keep</source>
            <translation>&amp;Behalten</translation>
        </message>
    </context>
    <context>
        <name>ask_before_closing</name>
        <message>
            <source>Quit PandaVision</source>
            <translation>PandaVision beenden</translation>
        </message>
        <message>
            <source>Quit, &amp;resume next time</source>
            <translation>Beenden, nächstes Mal &amp;fortsetzen</translation>
        </message>
        <message>
            <source>&amp;Stop and quit</source>
            <translation>&amp;Anhalten und beenden</translation>
        </message>
        <message>
            <source>&amp;Don't quit</source>
            <translation>&amp;Nicht beenden</translation>
        </message>
        <message>
            <source>A dataset is being made.</source>
            <translation>Ein Datensatz wird erstellt.</translation>
        </message>
        <message>
            <source>One job is running, and a dataset is being made.</source>
            <translation>Ein Job läuft, und ein Datensatz wird erstellt.</translation>
        </message>
        <message>
            <source>{count} jobs are running, and a dataset is being made.</source>
            <translation>{count} Jobs laufen, und ein Datensatz wird erstellt.</translation>
        </message>
        <message>
            <source>One job is running.</source>
            <translation>Ein Job läuft.</translation>
        </message>
        <message>
            <source>{count} jobs are running.</source>
            <translation>{count} Jobs laufen.</translation>
        </message>
        <message>
            <source>Nothing of it is kept: it would have to be made again from the beginning.</source>
            <translation>Nichts davon bleibt: Er müsste von vorn erstellt werden.</translation>
        </message>
        <message>
            <source>What is finished of jobs is kept either way, and waiting jobs go on at the next start. Nothing of the dataset is kept: it would have to be made again from the beginning.</source>
            <translation>Was an Jobs fertig ist, bleibt in jedem Fall, und wartende Jobs gehen beim nächsten Start weiter. Vom Datensatz bleibt nichts: Er müsste von vorn erstellt werden.</translation>
        </message>
        <message>
            <source>What is finished is kept either way. Waiting jobs go on at the next start.</source>
            <translation>Was fertig ist, bleibt in jedem Fall. Wartende Jobs gehen beim nächsten Start weiter.</translation>
        </message>
    </context>
    <context>
        <name>ask_before_moving</name>
        <message>
            <source>Move the data folder</source>
            <translation>Datenordner verschieben</translation>
        </message>
        <message>
            <source>one job</source>
            <translation>einen Job</translation>
        </message>
        <message>
            <source>{n} jobs</source>
            <translation>{n} Jobs</translation>
        </message>
        <message>
            <source>Move {what} ({size}) to “{folder}”?</source>
            <translation>{what} ({size}) nach „{folder}“ verschieben?</translation>
        </message>
        <message>
            <source>PandaVision closes, moves them, and opens again; running jobs go on afterwards.</source>
            <translation>PandaVision schließt sich, verschiebt alles und öffnet sich wieder; laufende Jobs gehen danach weiter.</translation>
        </message>
        <message>
            <source>Everything is copied and compared first.</source>
            <translation>Vorher wird alles kopiert und verglichen.</translation>
        </message>
        <message>
            <source>&amp;Move</source>
            <translation>&amp;Verschieben</translation>
        </message>
        <message>
            <source>&amp;Cancel</source>
            <translation>&amp;Abbrechen</translation>
        </message>
    </context>
    <context>
        <name>ask_export_path</name>
        <message>
            <source>Folder for {n} archives</source>
            <translation>Ordner für {n} Archive</translation>
        </message>
        <message>
            <source>Save here</source>
            <translation>Hier speichern</translation>
        </message>
        <message>
            <source>Archive the job</source>
            <translation>Job archivieren</translation>
        </message>
        <message>
            <source>Export: {format}</source>
            <translation>Exportieren: {format}</translation>
        </message>
        <message>
            <source>Export the figure of “{name}”</source>
            <translation>Abbildung von „{name}“ exportieren</translation>
        </message>
        <message>
            <source>Export the figure with {n} curves</source>
            <translation>Abbildung mit {n} Kurven exportieren</translation>
        </message>
    </context>
    <context>
        <name>open_place</name>
        <message>
            <source>No program on this machine opens {path}</source>
            <translation>Kein Programm auf diesem Rechner öffnet {path}</translation>
        </message>
    </context>
</TS>
