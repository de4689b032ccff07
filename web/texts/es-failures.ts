import type { FailureTexts, OtherFailure } from './failures.ts'

const fixParameters = 'Revisa los valores del mensaje o las variables de la plantilla y vuelve a enviarlo.'
const askMeta = 'Un administrador puede ver el motivo en WhatsApp Manager.'

export const esFailures: FailureTexts = [
  [
    [130429, 2494055],
    'Envío demasiado rápido',
    'WhatsApp pidió a este número que vaya más despacio. Se reenviará en breve.',
  ],
  [[131056], 'Demasiados mensajes a un cliente', 'WhatsApp limita la rapidez con que un cliente recibe mensajes.'],
  [[131057, 2494100], 'Número en mantenimiento', 'WhatsApp está cambiando este número. Se volverá a enviar.'],
  [[131016, 2, 133004], 'WhatsApp no está disponible', 'Se volverá a enviar en cuanto WhatsApp responda.'],
  [
    [4, 80007, 80008, 613],
    'Demasiadas solicitudes',
    'Se agotó el límite por hora de WhatsApp. Se volverá a enviar más tarde.',
  ],
  [[1], 'WhatsApp no pudo procesarlo', 'Se intentará unas veces más.'],
  [[131000], 'WhatsApp tuvo un problema', 'WhatsApp no pudo decir si el mensaje se envió.'],
  [[131049], 'Retenido por WhatsApp', 'El cliente recibió muchos mensajes de marketing. Espera al menos 24 horas.'],
  [
    [130472],
    'Parte de un experimento de WhatsApp',
    'Por ahora este cliente no recibe mensajes de marketing. Espera una respuesta.',
  ],
  [[131047], 'La ventana de 24 horas está cerrada', 'El cliente escribió hace más de 24 horas. Envía una plantilla.'],
  [
    [131026],
    'No se puede contactar con el cliente',
    'Puede que el número no use WhatsApp o que su app sea muy antigua.',
  ],
  [
    [131048],
    'Restringido por spam',
    'Demasiados clientes bloquearon o denunciaron este número. Los envíos están en pausa.',
  ],
  [[368], 'Bloqueado por infringir una política', `WhatsApp bloqueó la cuenta por un tiempo. ${askMeta}`],
  [[131031], 'La cuenta está bloqueada', `WhatsApp bloqueó la cuenta. ${askMeta}`],
  [[131042], 'Problema de pago', 'WhatsApp no pudo cobrar los mensajes. Revisa el método de pago en WhatsApp Manager.'],
  [
    [131045],
    'El número no está registrado',
    'Registra de nuevo el número en WhatsApp; hasta entonces los envíos están en pausa.',
  ],
  [[133010], 'El número no está registrado', 'Un administrador debe registrar el número en WhatsApp.'],
  [
    [131030],
    'No está en la lista de números de prueba',
    'Un número de prueba solo envía a los números de su lista en el panel de Meta.',
  ],
  [[131052], 'No se pudo descargar el archivo', 'Pide al cliente que lo envíe de nuevo; el límite es de 100 MB.'],
  [
    [131053],
    'El archivo no se aceptó',
    'WhatsApp no pudo usar el archivo. Revisa su tipo y tamaño y adjúntalo de nuevo.',
  ],
  [[132000], 'Número de variables incorrecto', 'La plantilla tiene otro número de variables que las rellenadas.'],
  [[132005], 'El texto es demasiado largo', 'Con sus variables, la plantilla es demasiado larga. Acórtalas.'],
  [[132008, 132012, 132018], 'Una variable tiene un formato incorrecto', fixParameters],
  [[131008, 131009, 100], 'WhatsApp no aceptó un valor', fixParameters],
  [[131021], 'Es tu propio número', 'Un número no puede escribirse a sí mismo.'],
  [[131062], 'Hace falta un número de teléfono', 'Esta plantilla solo se puede enviar a un número de teléfono.'],
  [[137000], 'Cambió la identidad del cliente', 'Confirma con el cliente quién es y vuelve a enviarlo.'],
  [[132001], 'La plantilla no existe', 'Falta o no está aprobada en este idioma. Trae las plantillas.'],
  [[132007], 'La plantilla infringe una política', 'WhatsApp rechazó su contenido. Cambia la plantilla.'],
  [[132015], 'La plantilla está en pausa', 'WhatsApp la pausó por baja calidad. Usa otra, o espera.'],
  [[132016], 'La plantilla está desactivada', 'WhatsApp la desactivó para siempre por baja calidad. Usa otra.'],
  [[134100, 131055], 'Solo plantillas de marketing', 'Esta forma de envío solo admite plantillas de marketing.'],
  [[131063], 'Las plantillas de marketing están desactivadas', `La cuenta no las envía así. ${askMeta}`],
  [[134102], 'La plantilla no está lista', 'WhatsApp no pudo prepararla. Usa otra.'],
  [[134101], 'La plantilla se está preparando', 'WhatsApp necesita hasta 10 minutos. Envíala de nuevo entonces.'],
  [
    [132068, 139000],
    'El formulario está bloqueado',
    'WhatsApp bloqueó el formulario (flow) de esta plantilla. Usa otra.',
  ],
  [[132069], 'El formulario está limitado', 'El formulario (flow) se envió demasiadas veces en una hora. Espera.'],
  [[0, 190, 104], 'La conexión con WhatsApp caducó', 'Un administrador debe conectar el número de nuevo.'],
  [[3, 10, 131005], 'Falta un permiso', 'Un administrador debe conectar el número de nuevo con todos los permisos.'],
  [[33], 'El número no es visible', 'Se eliminó, o la conexión no puede usarlo. Conéctalo de nuevo.'],
  [[131050], 'El cliente se dio de baja', 'El cliente detuvo los mensajes de marketing.'],
  [[130403], 'Bloqueaste a este cliente', 'Desbloquéalo para escribirle.'],
  [[130497], 'No permitido en este país', 'La cuenta no puede escribir a clientes de este país.'],
  [[131051], 'No compatible', 'WhatsApp no admite este tipo de mensaje.'],
  [[135000], 'WhatsApp rechazó el mensaje', 'No dio ningún motivo. Cambia el mensaje y vuelve a intentarlo.'],
  [
    [131064],
    'El envío está limitado',
    'Había plantillas en una categoría equivocada. Espera a que WhatsApp levante el límite.',
  ],
  [[131037], 'El nombre visible no está aprobado', `El número necesita antes un nombre aprobado. ${askMeta}`],
  [[134011], 'Condiciones de pago sin aceptar', `Acepta las condiciones de pago de WhatsApp. ${askMeta}`],
]

export const esOther: OtherFailure = {
  title: 'WhatsApp rechazó el mensaje',
  detail: (code) => `WhatsApp respondió con un error que ADSapp todavía no conoce${code === null ? '' : `: ${code}`}.`,
}
